import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import { documentOf, newFolder, type Run, runNode, SOURCE, tlspin } from "./tlspin.ts";

const CLIENTS = ["fetch", "https"];

describe("tlspin demo", () => {
  let run: Run;
  const folder = newFolder();
  beforeAll(async () => {
    run = await tlspin(["demo"], { env: { TMPDIR: folder } });
  });

  test("ends well, and leaves nothing behind", () => {
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    [1, "answered"],
    [4, "answered, backup"],
  ])("lets the service reach the API in step %i", (step, cell) => {
    for (const client of CLIENTS) expect(rowIn(run, step, client)).toBe(cell);
  });

  test("shows a token stolen from a plain fetch, and none from the service", () => {
    expect(rowIn(run, 2, "plain fetch")).toBe("token stolen");
    expect(run.stdout).toMatch(/The attacker reads: Authorization: Bearer tok_\S{12}$/m);
    for (const client of CLIENTS) expect(rowIn(run, 2, client)).toBe("refused, 0 bytes");
  });

  test("shows naive pinning fooled by a CA's name, and the service not", () => {
    expect(rowIn(run, 3, "naive check")).toBe("token stolen");
    for (const client of CLIENTS) expect(rowIn(run, 3, client)).toBe("refused, 0 bytes");
  });

  test("refuses when the pins have expired", () => {
    for (const client of CLIENTS) expect(rowIn(run, 5, client)).toBe("refused, 0 bytes");
  });

  test("shows the error's message once where it is the same from each client", () => {
    expect(run.stdout.match(/^ {3}The error, the same from each client:$/gm)).toHaveLength(3);
    expect(run.stdout).toContain("no certificate that vouches for this host matches a pin");
    expect(run.stdout).toContain("[ERR_TLSPIN_PEER_REJECTED]");
  });

  test("says that it is shown in Node.js alone, without colour, in 80 columns", () => {
    expect(run.stdout).toContain("That was Node.js alone");
    expect(run.stdout).not.toContain("\u001b");
    expect(Math.max(...run.stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});

test("with --json it prints one document, with what each server saw", async () => {
  const run = await tlspin(["demo", "--json"]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const { asShown, calls } = documentOf(run);
  expect(asShown).toBe(true);
  expect(calls).toContainEqual(
    expect.objectContaining({
      step: "man in the middle",
      runtime: `Node.js ${process.versions.node}`,
      client: "fetch",
      expected: { kind: "refused", reason: "no-pin-matched" },
      result: expect.objectContaining({ ok: false, code: "ERR_TLSPIN_PEER_REJECTED" }),
      server: { connections: expect.any(Number), bytes: 0, tokens: [] },
      mismatches: [],
    }),
  );
});

test("a step that is not as shown is named with its runtime, and the demo fails", async () => {
  const program = fileURLToPath(new URL("programs/wrong-story.ts", import.meta.url));
  const run = await runNode(["--conditions=@tlspin/source", program], {});
  const node = `Node.js ${process.versions.node}`;
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    `step "man in the middle" was not as shown in ${node} (fetch): the call must fail`,
  );
  expect(run.stderr).not.toContain('step "allowed"');
  expect(run.stdout).toContain(`Not as shown: man in the middle in ${node}\n`);
  expect(rowIn(run, 2, "fetch")).toBe("NOT AS SHOWN      not here");
  expect(run.stdout).toContain("Toaster is not here: nobody brought one.");
});

test.each(["SIGINT", "SIGTERM"] as const)("leaves nothing behind after %s", async (signal) => {
  const folder = newFolder();
  // Its own process group, so that whatever it starts can be counted when it is over.
  const child = spawn(process.execPath, ["--conditions=@tlspin/source", SOURCE, "demo"], {
    env: { PATH: process.env["PATH"], TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = once(child, "exit");
  let shown = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    shown += chunk;
    if (shown.includes("refused, 0 bytes")) break;
  }
  expect(readdirSync(folder)).toHaveLength(1);
  child.kill(signal);
  expect((await ended)[0]).toBe(signal === "SIGINT" ? 130 : 143);
  expect(readdirSync(folder)).toEqual([]);
  await expect.poll(() => isAlive(child.pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(group: number | undefined): boolean {
  try {
    return process.kill(-(group ?? Number.NaN), 0);
  } catch {
    return false;
  }
}

function rowIn({ stdout }: Run, step: number, label: string): string | undefined {
  const part = stdout.split(/^(?=\d\. |In short)/m)[step] ?? "";
  return new RegExp(`^ {3}${label} +(\\S.*)$`, "m").exec(part)?.[1];
}

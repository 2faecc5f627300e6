import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import { parsePolicyText } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runtimesHere } from "../src/runtimes/here.ts";
import { tableOf } from "./table.ts";

interface Run {
  readonly code: unknown;
  readonly out: string;
  readonly complaints: string;
  /** What it left in the folder for temporary files. */
  readonly left: readonly string[];
  /** Whether a process that it started still runs. */
  readonly outlived: boolean;
}

const { runtimes: RUNTIMES, gaps: GAPS } = runtimesHere();

for (const { name, reason } of GAPS) console.warn(`SKIPPED: the demo in ${name}: ${reason}`);

test.runIf(process.env["TLSPIN_REQUIRE_ELECTRON"] === "1")("no runtime is missing", () => {
  expect(GAPS).toEqual([]);
});

describe("the demo", () => {
  let run: Run;

  beforeAll(async () => {
    run = await runOf("../src/main.ts");
  });

  test("ends well", () => {
    expect(run.complaints).toBe("");
    expect(run.code).toBe(0);
  });

  describe.each(RUNTIMES)("in $name", ({ name, clients, unpinned }) => {
    test.each(clients)("lets %s reach the API", (client) => {
      expect(cell(run, 1, client, name)).toBe("answered");
    });

    test("shows a token stolen from a plain fetch", () => {
      expect(cell(run, 2, "plain fetch", name)).toBe("token stolen");
    });

    test.each(clients)("gives the man in the middle 0 bytes from %s", (client) => {
      expect(cell(run, 2, client, name)).toBe("refused, 0 bytes");
    });

    test.skipIf(unpinned["naive check"] === undefined)(
      "shows naive pinning fooled by a CA's name",
      () => {
        expect(cell(run, 3, "naive check", name)).toBe("token stolen");
      },
    );

    test.each(clients)("has %s follow signatures, not a CA's name", (client) => {
      expect(cell(run, 3, client, name)).toBe("refused, 0 bytes");
    });

    test.each(clients)("lets %s reach the API on its backup key", (client) => {
      expect(cell(run, 4, client, name)).toBe("answered, backup");
    });

    test.each(clients)("refuses through %s when the pins have expired", (client) => {
      expect(cell(run, 5, client, name)).toBe("refused, 0 bytes");
    });
  });

  describe.skipIf(GAPS.length === 0).each(GAPS)("where $name is missing", ({ name, reason }) => {
    test("names the gap and its reason in each row", () => {
      for (const step of [1, 2, 3, 4, 5]) expect(cell(run, step, "fetch", name)).toBe("not here");
      expect(run.out.replaceAll(/\n +/g, " ")).toContain(`\n${name} is not here: ${reason}.`);
    });
  });

  test("shows what the attacker reads, and the error", () => {
    expect(run.out).toMatch(/The attacker reads: Authorization: Bearer tok_\S{12}$/m);
    expect(run.out).toContain("no certificate that vouches for this host matches a pin");
    expect(run.out).toContain("[ERR_TLSPIN_PEER_REJECTED]");
  });

  test("sums up", () => {
    const calls = RUNTIMES.reduce((sum, { clients }) => sum + 3 * clients.length, 0);
    expect(run.out).toContain(
      `\n${calls} calls were refused. The attackers received 0 application bytes of them.\n`,
    );
  });

  test.skipIf(GAPS.length !== 1)(
    "prints what the README shows, on a machine like ours",
    async () => {
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      const [, shown = ""] = /```console\n\$ pnpm demo\n([\s\S]*?)```/.exec(readme) ?? [];
      expect(shown).toContain("In short");
      for (const part of comparable(shown).split("…\n"))
        expect(comparable(run.out)).toContain(part);
    },
  );

  test("uses no colour and at most 80 columns", () => {
    expect(stripVTControlCharacters(run.out)).toBe(run.out);
    const widest = Math.max(...run.out.split("\n").map(({ length }) => length));
    expect(widest).toBeLessThanOrEqual(80);
  });

  test("leaves nothing but a policy file that loads", async () => {
    expect(run.left).toEqual([]);
    expect(run.outlived).toBe(false);
    const policy = parsePolicyText(await readFile(PINS, "utf8"));
    expect(policy.hosts[0]?.host).toBe("api.example.com");
  });
});

test("a step that is not as shown is named, and the demo fails", async () => {
  const run = await runOf("./programs/wrong-story.ts");
  expect(run.code).toBe(1);
  for (const { name, clients } of RUNTIMES) {
    expect(run.complaints).toContain(
      `step "man in the middle" was not as shown in ${name} (${clients[0]}): the call must fail\n`,
    );
    expect(run.out).toContain(`\nNot as shown: man in the middle in ${name}\n`);
  }
  expect(run.complaints).not.toContain('step "allowed"');
});

function cell({ out }: Run, step: number, label: string, runtime: string): string | undefined {
  const part = out.split(/^(?=\d\. |In short)/m)[step] ?? "";
  return tableOf(part).get(label)?.get(runtime);
}

/** Keys, the token and versions differ from run to run; everything else must not. */
function comparable(output: string): string {
  return output
    .replaceAll(/sha256\/[A-Za-z0-9+/]{43}=/g, "PIN")
    .replaceAll(/tok_[\w-]{12}/g, "TOKEN")
    .replaceAll(/(Node\.js|Deno|Bun) [\d.]+ +/g, "$1 ");
}

async function runOf(program: string): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "tlspin-test-"));
  folders.push(folder);
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...environment } = process.env;
  // Its own process group, so that whatever it starts can be counted when it is over.
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
    env: { ...environment, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const [out, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code, out, complaints, left: await readdir(folder), outlived: isAlive(child.pid) };
}

function isAlive(group: number | undefined): boolean {
  try {
    return process.kill(-(group ?? Number.NaN), 0);
  } catch {
    return false;
  }
}

const PINS = new URL("../../pins.json", import.meta.url);

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

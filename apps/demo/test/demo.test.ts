import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import { loadPolicy } from "@tlspin/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

interface Run {
  readonly code: unknown;
  readonly out: string;
  readonly complaints: string;
  /** What it left in the folder for temporary files. */
  readonly left: readonly string[];
  /** Whether a process that it started still runs. */
  readonly outlived: boolean;
}

describe("the demo", () => {
  let run: Run;

  beforeAll(async () => {
    run = await runOf("../src/main.ts");
  }, 60_000);

  test("ends well", () => {
    expect(run.complaints).toBe("");
    expect(run.code).toBe(0);
  });

  test.each(["fetch", "axios", "ws"])("lets %s reach the API", (client) => {
    expect(partOf(run, 1)).toMatch(new RegExp(`^ +${client} +answered, pin matched$`, "m"));
  });

  test("shows a token stolen from a plain fetch, and none from the service", () => {
    const part = partOf(run, 2);
    expect(part).toMatch(/plain fetch +answered, token stolen +attacker: [1-9]/);
    expect(part).toMatch(/the attacker reads: Authorization: Bearer tok_\S{12}$/m);
    expect(refusalsIn(part, "no-pin-matched")).toEqual(["fetch", "axios", "ws"]);
    expect(part).toContain("no certificate that vouches for this host matches a pin");
    expect(part).toContain("[ERR_TLSPIN_PEER_REJECTED]");
  });

  test("shows naive pinning fooled by a CA's name, and the service not", () => {
    const part = partOf(run, 3);
    expect(part).toMatch(/naive check +answered, token stolen +attacker: [1-9]/);
    expect(refusalsIn(part, "pinned-ca-not-vouching")).toEqual(["fetch", "axios", "ws"]);
  });

  test("lets the service reach the API on its backup key", () => {
    expect(partOf(run, 4).match(/answered, backup pin in use/g)).toHaveLength(3);
  });

  test("refuses when the pins have expired", () => {
    expect(refusalsIn(partOf(run, 5), "pins-expired")).toEqual(["fetch", "axios", "ws"]);
  });

  test("sums up", () => {
    expect(run.out).toMatch(
      /^9 calls were refused\. The attackers received 0 application bytes of them\.$/m,
    );
  });

  test("uses no colour and at most 100 columns", () => {
    expect(stripVTControlCharacters(run.out)).toBe(run.out);
    const widest = Math.max(...run.out.split("\n").map(({ length }) => length));
    expect(widest).toBeLessThanOrEqual(100);
  });

  test("leaves nothing but a policy file that loads", async () => {
    expect(run.left).toEqual([]);
    expect(run.outlived).toBe(false);
    const policy = await loadPolicy(new URL("../../pins.json", import.meta.url));
    expect(policy.hosts[0]?.host).toBe("api.example.com");
  });
});

test("a step that is not as shown is named, and the demo fails", async () => {
  const run = await runOf("./programs/wrong-story.ts");
  expect(run.code).toBe(1);
  expect(run.complaints).toContain(
    'step "man in the middle" was not as shown (fetch): the call must fail',
  );
  expect(run.complaints).not.toContain('step "allowed"');
  expect(run.out).toMatch(/^Not as shown: man in the middle$/m);
}, 60_000);

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

function partOf({ out }: Run, step: number): string {
  return out.split(/^(?=\d\. |In short)/m)[step] ?? "";
}

function refusalsIn(part: string, reason: string): readonly string[] {
  const line = new RegExp(`^ +(\\w+) +refused \\(${reason}\\) +attacker: 0 application`, "gm");
  return [...part.matchAll(line)].map(([, client]) => client ?? "");
}

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { newFolder, tlspin } from "./tlspin.ts";

const DOCUMENT = readFileSync(new URL("../../../docs/rotation.md", import.meta.url), "utf8");

describe("docs/rotation.md", () => {
  let folder: string;
  beforeAll(() => {
    folder = newFolder();
    mkdirSync(join(folder, ".tlspin"));
    const policy = blockOf("json");
    const servers = blockOf("json .tlspin/servers.json");
    writeFileSync(join(folder, "pins.json"), policy);
    writeFileSync(join(folder, ".tlspin/servers.json"), servers);
    // Version 4.1 knows D in the place of B, from the revision before.
    const { keys } = JSON.parse(servers);
    writeFileSync(
      join(folder, "4.1.json"),
      policy.replace(keys.B, keys.D).replace('"revision": 2', '"revision": 1'),
    );
  });

  // One after the other, as somebody does who follows the page.
  test.each(capturesOf(DOCUMENT))("%s prints what the page says", async (command, output) => {
    const [name = "", ...args] = command.split(" ");
    expect(name).toBe("tlspin");
    const env = { TLSPIN_PASSPHRASE: "correct horse" };
    const { stdout, stderr } = await tlspin(args, { cwd: folder, env });
    expect(stderr).toBe("");
    const printed = comparable(stdout);
    for (const part of comparable(output).split("…\n")) expect(printed).toContain(part);
    if (!output.includes("…\n")) expect(printed).toBe(comparable(output));
  });
});

function capturesOf(text: string): [string, string][] {
  const blocks = text.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g);
  return Array.from(blocks, ([, command = "", output = ""]) => [command, output]);
}

function blockOf(fence: string): string {
  const start = DOCUMENT.indexOf(`\`\`\`${fence}\n`) + fence.length + 4;
  return DOCUMENT.slice(start, DOCUMENT.indexOf("```", start));
}

/** Keys that the page makes are new in each run, and so is what has their pins in it. */
function comparable(text: string): string {
  return text
    .replaceAll(/sha256\/[A-Za-z0-9+/]{43}=/g, "PIN")
    .replaceAll(/policy [0-9a-f]{12}/g, "policy HASH");
}

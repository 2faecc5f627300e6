import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { issuerOf } from "@tlspin/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { A, B, C, D, policyText } from "./policies.ts";
import { newFolder, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = newFolder();
  write("certificate.pem", world.leaf.pem);
  write("renewed.pem", world.moved.pem + world.issuer.pem);
  write("ca.pem", readFileSync(world.ca, "utf8"));
  write("plain.js", PROGRAM.replaceAll("pinning.fetch", "fetch"));
  write("app.js", PINNING + PROGRAM);
  write("broken.json", JSON.stringify(BROKEN));
  // The server is about to move to its backup, which the release before last does not know.
  write("released.json", policyText({ backupPins: [B] }, { revision: 6 }));
  write("next.json", policyText({ pins: [B], backupPins: [C] }, { revision: 7 }));
  write("4.1.json", policyText({ backupPins: [D] }, { revision: 4 }));
  write("users.csv", "date,version,users\n2026-11-24,4.1.0,62\n2026-11-24,4.2.0,938\n");
  write("current.json", policyText({ expires: "2027-06-30" }, { revision: 6 }));
  const dated = { notBefore: new Date("2026-10-20"), notAfter: new Date("2027-01-17T23:59:59Z") };
  const leaf = await issuerOf(world.issuer).issueLeaf({ hosts: ["api.example.com"], ...dated });
  write("chain.pem", leaf.pem);
  mkdirSync(join(folder, ".tlspin"));
  write(".tlspin/servers.json", serversText());
});
afterAll(() => world.servers.close());

// One after the other in one folder, as a reader would.
test.each(snippetsOf(README))("the README's %s prints what it says", async (command, output) => {
  const [name = "", ...args] = command.split(" ");
  expect(name).toBe("tlspin");
  if (command.startsWith("tlspin rotate plan")) write(".tlspin/servers.json", servedNow());
  const flags = DIALS.test(command) ? world.flags("right") : [];
  const typed = args.map((arg) =>
    arg === STAGING ? `127.0.0.1:${world.servers.port("right")}` : arg,
  );
  const env = {
    TLSPIN_PASSPHRASE: "correct horse",
    // For the programs that are drilled.
    NODE_OPTIONS: "--conditions=@tlspin/source",
    NODE_EXTRA_CA_CERTS: world.ca,
  };
  const { stdout, stderr } = await tlspin([...typed, ...flags], { cwd: folder, env });
  expect(stderr).toBe("");
  const printed = comparable(stdout.replace(["", ...flags].join(" "), ""));
  for (const part of comparable(output).split("…\n")) expect(printed).toContain(part);
  if (!output.includes("…\n")) expect(printed).toBe(comparable(output));
});

test("the README's pins.json is what init writes", () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(README) ?? [];
  const written: unknown = JSON.parse(comparable(readFileSync(join(folder, "pins.json"), "utf8")));
  expect(JSON.parse(comparable(json))).toEqual(written);
});

test("the README's steps.json is a list of steps", async () => {
  write("steps.json", /```json steps\.json\n([\s\S]*?)```/.exec(README)?.[1] ?? "");
  const args = ["calendar", "current.json", "--steps", "steps.json", "--at", "2026-12-01"];
  const { code, stdout } = await tlspin(args, { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain("Serve key B\n              planned: steps.json\n");
});

test("the README shows every command", () => {
  const shown = snippetsOf(README).map(([command]) => command.split(" ")[1]);
  expect(shown).toEqual([
    "demo",
    "should-i-pin",
    "init",
    "explain",
    "explain",
    "check",
    "drill",
    "drill",
    "pin",
    "key",
    "key",
    "key",
    "key",
    "lint",
    "lint",
    "diff",
    "release",
    "release",
    "simulate",
    "calendar",
    "rotate",
    "rotate",
    "rotate",
  ]);
});

/** The README's, whose pins are left out there. */
function serversText(): string {
  const text = /```json servers\.json\n([\s\S]*?)```/.exec(README)?.[1] ?? "";
  const pins = new Map(Object.entries({ A, B, D }));
  return text.replaceAll(
    /"(\w)": "sha256\/…"/g,
    (_, name: string) => `"${name}": "${pins.get(name)}"`,
  );
}

/** The same without the change that it plans, which the README takes out before it plans a rotation. */
function servedNow(): string {
  const { hosts, ...file } = JSON.parse(serversText());
  const [{ host, serves }] = hosts;
  return JSON.stringify({ ...file, hosts: [{ host, serves: serves.slice(0, 1) }] });
}

function snippetsOf(text: string): [string, string][] {
  const blocks = text.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g);
  return Array.from(blocks, ([, command = "", output = ""]) => [command, output]);
}

/** Keys, days and the like differ from run to run; everything else must not. */
function comparable(text: string): string {
  return text
    .replaceAll(/(sha256\/\/?)[A-Za-z0-9+/]{43}=/g, "$1PIN")
    .replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replaceAll(/-?\d+ days/g, "DAYS")
    .replaceAll(/[1-9]\d* bytes/g, "BYTES")
    .replaceAll(/tok_[\w-]{12}/g, "TOKEN")
    .replaceAll(/Node\.js \d+\.\d+\.\d+/g, "Node.js")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "DAY");
}

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

const DIALS = /^tlspin (?:init|explain(?!.*--chain)|key verify(?!.*--certificate)|lint.*--dial)/;

// The address that the README names, where nobody need listen.
const STAGING = "127.0.0.1:8443";

const PINNING = `
import { createPinning, loadPolicy } from ${JSON.stringify(import.meta.resolve("@tlspin/node"))};
const pinning = createPinning(await loadPolicy("pins.json"));`;

const PROGRAM = `
const headers = { authorization: "Bearer secret" };
for (const path of ["/v1/me", "/v1/orders?token=secret"]) {
  const response = await pinning.fetch("https://api.example.com" + path, { headers });
  console.log(path.replace(/=.*/, ""), response.status);
  await response.text();
}`;

const BROKEN = {
  version: 1,
  revision: 2,
  unlistedHosts: "unpinned",
  hosts: [{ host: "https://api.example.com", pins: ["sha256/AAAA"] }],
};

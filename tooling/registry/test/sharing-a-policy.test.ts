import { readFileSync, realpathSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Consumer, consumers } from "../src/consumers.ts";
import { underlinedIn } from "../src/editor.ts";
import { goOutside, type Output, type Outside, type Project } from "../src/outside.ts";
import { commandsOn, fileOn, programOn } from "../src/page.ts";
import { publishWorkspace } from "../src/publish-workspace.ts";
import { onLoopback, runExample } from "../src/run-example.ts";
import { type Registry, startRegistry } from "../src/start-registry.ts";

// What this page shows is what is run here. Only api.example.com is a server on loopback.
const PAGE = "docs/sharing-a-policy.md";

let world: World;
let registry: Registry;
let outside: Outside;
let pins: Project;

beforeAll(async () => {
  [world, registry] = await Promise.all([startWorld(), startRegistry()]);
  outside = await goOutside(registry.url);
  pins = await outside.project("pins");
  await publishWorkspace(outside, ROOT);
  await pins.write("package.json", fileOn(PAGE, "package.json"));
  await writePins({ pins: [world.pins.leaf], backupPins: [world.pins.backup] });
  for (const [npm = "", ...args] of commandsOn(PAGE, "npm publish")) await pins.succeed(npm, args);
  await registry.backdate();
});

afterAll(async () => {
  await Promise.all([world.close(), registry.close(), outside.remove()]);
});

describe("the package of pins", () => {
  test("shows its schema to an editor", async () => {
    await expectSchema(join(pins.folder, "pins.json"));
  });

  test("fails its check where a key stands in it twice, which no import would show", async () => {
    const copy = await outside.project("pins-with-a-key-twice");
    const twice = fileOn(PAGE, "pins.json").replace('"revision"', '"revision": 1, "revision"');
    await copy.write("package.json", fileOn(PAGE, "package.json"));
    await copy.write("pins.json", twice);
    await copy.succeed("npm", ["install", "--save-dev", "tlspin"]);
    const { code, text } = await copy.run("npm", ["test"]);
    expect([code, text]).toEqual([1, expect.stringContaining("/revision")]);
  });
});

describe.each(consumers())("$manager, with $adapter", (consumer) => {
  const isHere = consumer.program !== undefined;
  if (!isHere) console.warn(`SKIPPED: sharing a policy with ${consumer.manager}: it is not here`);

  test.runIf(isHere)("installs the pins, and an editor finds the schema beside them", async () => {
    const project = await outside.project(consumer.manager);
    await project.write(consumer.manager === "deno" ? "deno.json" : "package.json", "{}");
    await obey(consumer, "deno add");
    const { text } = await runExample(project, consumer, WHERE);
    await expectSchema(fileURLToPath(text.trim()));
  });

  test.runIf(isHere).each(WAYS)("enforces the pins by `%s`", async (way) => {
    expect(await call(consumer, way, "right")).toEqual({ code: 0, text: "200\n" });

    expect(await naiveCall("wrong-key")).toBe(200);
    expect((await world.servers.settled("wrong-key")).bytes).toBeGreaterThan(0);
    await expectRefusal(consumer, way, "wrong-key");
  });
});

describe("a new revision", () => {
  beforeAll(async () => {
    const next = JSON.parse(fileOn(PAGE, "package.json"));
    await pins.write("package.json", JSON.stringify({ ...next, version: "1.2.0" }));
    await writePins({ pins: [world.pins.backup], backupPins: [world.pins.rsaLeaf] }, 2);
    await pins.succeed("npm", ["publish"]);
  });

  test.for(consumers().filter(({ exceptions }) => exceptions !== undefined))(
    "is held back by $manager without an exception",
    async (consumer, { skip }) => {
      if (consumer.program === undefined) return skip("not installed");
      await obey(consumer, "update");
      expect(await call(consumer, WAYS[0], "right")).toEqual({ code: 0, text: "200\n" });
    },
  );

  test.for(consumers())("arrives by the command for $manager", async (consumer, { skip }) => {
    if (consumer.program === undefined) return skip("not installed");
    expect(await call(consumer, WAYS[0], "right")).toEqual({ code: 0, text: "200\n" });
    await except(consumer);
    await obey(consumer, "update");
    await expectRefusal(consumer, WAYS[0], "right");
    expect(await call(consumer, WAYS[0], "backup")).toEqual({ code: 0, text: "200\n" });
  });
});

/** Writes the policy of the page with other keys. */
function writePins(keys: object, revision = 1): Promise<void> {
  const policy = JSON.parse(fileOn(PAGE, "pins.json"));
  const hosts = [{ ...policy.hosts[0], ...keys }];
  return pins.write("pins.json", JSON.stringify({ ...policy, revision, hosts }));
}

/** An editor finds nothing wrong with the file, and underlines what is. */
async function expectSchema(path: string): Promise<void> {
  expect(path.startsWith(realpathSync(outside.home))).toBe(true);
  const text = readFileSync(path, "utf8");
  const schema = new URL(JSON.parse(text).$schema, pathToFileURL(path));
  expect(readFileSync(schema, "utf8")).toBe(readFileSync(SCHEMA, "utf8"));

  expect(await underlinedIn(path, text)).toEqual([]);
  const broken = text.replace('"revision"', '"revison"').replace('"sha256/', '"sha1/');
  expect(await underlinedIn(path, broken)).toEqual(
    expect.arrayContaining(['"revison"', expect.stringContaining("sha1/")]),
  );
}

/** Runs the command for this manager of the block that has this text. */
async function obey({ manager, program = manager }: Consumer, block: string): Promise<void> {
  const [, ...args] = commandsOn(PAGE, block).find(([first]) => first === manager) ?? [];
  await (await outside.project(manager)).succeed(program, args);
}

/** Lets a manager take new pins at once, as the page shows. */
async function except({ manager, exceptions }: Consumer): Promise<void> {
  if (exceptions === undefined) return;
  const project = await outside.project(manager);
  const shown = fileOn(PAGE, exceptions);
  if (!exceptions.endsWith(".json")) return project.write(exceptions, shown);
  const current = JSON.parse(readFileSync(join(project.folder, exceptions), "utf8"));
  await project.write(exceptions, JSON.stringify({ ...current, ...JSON.parse(shown) }));
}

/** Runs the page's program that reads the pins in this way, against one of the servers. */
async function call(consumer: Consumer, way: string, server: string): Promise<Output> {
  await world.servers.fresh();
  const project = await outside.project(consumer.manager);
  const program = programOn(PAGE, way).replace("@tlspin/node", consumer.adapter);
  return runExample(project, consumer, onLoopback(program, world.peer(server)));
}

async function expectRefusal(consumer: Consumer, way: string, server: string): Promise<void> {
  const { code, text } = await call(consumer, way, server);
  expect(code).not.toBe(0);
  expect(text).toContain("no certificate that vouches for this host matches a pin");
  expect(await world.servers.settled(server)).toMatchObject({ bytes: 0, connections: 1 });
}

/** Ordinary TLS accepts this server, and tells it what only the pinned one may hear. */
function naiveCall(server: string): Promise<number | undefined> {
  const { port, ca } = world.peer(server);
  const options = {
    host: "api.example.com",
    port,
    ca: [...ca],
    lookup: world.lookup,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const outgoing = get(options, (incoming) => {
      incoming.resume();
      incoming.once("end", () => resolve(incoming.statusCode));
    });
    outgoing.once("error", reject);
  });
}

const ROOT = join(import.meta.dirname, "../../..");

const SCHEMA = join(ROOT, "packages/core/policy.schema.json");

const WAYS = ["createPinning(pins)", "createPinning(await loadPolicy(file))"] as const;

const WHERE = { "program.mts": 'console.log(import.meta.resolve("@example/pins/pins.json"));\n' };

import { globSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { type Snippet, snippetsOf } from "@tlspin-tooling/docs/snippets";
import type { Tarball } from "@tlspin-tooling/packages/tarball";
import { tarballOffences } from "@tlspin-tooling/packages/tarball-offences";
import { addingTo, consumers } from "@tlspin-tooling/registry/consumers";
import { installedClosure } from "@tlspin-tooling/registry/installed-closure";
import { goOutside, type Outside, type Project } from "@tlspin-tooling/registry/outside";
import { publish, publishWorkspace } from "@tlspin-tooling/registry/publish-workspace";
import { onLoopback, runExample } from "@tlspin-tooling/registry/run-example";
import { type Registry, startRegistry } from "@tlspin-tooling/registry/start-registry";
import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { versionCopy, type VersionedCopy } from "../src/version-copy.ts";

const HERE = join(import.meta.dirname, "..");

const ROOT = join(HERE, "../..");

// The two others refuse to load in Node.js.
const ON_NODE = [
  "@tlspin/core",
  "@tlspin/electron",
  "@tlspin/node",
  "@tlspin/policy-file",
  "@tlspin/testing",
  "@tlspin/tls",
  "@tlspin/undici",
  "tlspin",
];

let world: World;
let registry: Registry;
let outside: Outside;
let copy: VersionedCopy;
let tarballs: readonly Tarball[];

beforeAll(async () => {
  [world, registry] = await Promise.all([startWorld(), startRegistry()]);
  outside = await goOutside(registry.url);
  copy = versionCopy(ROOT);
  tarballs = await publishWorkspace(outside, copy.folder);
  await registry.backdate();
});

afterAll(async () => {
  await Promise.all([world.close(), registry.close(), outside.remove()]);
  copy.remove();
});

describe("what would be published", () => {
  test("has one version, and says in each change log what is new in it", () => {
    const versions = new Set(tarballs.map((tarball) => manifestOf(tarball).version));
    expect(versions.size).toBe(1);
    const [version] = versions;
    const logs = globSync("packages/*/CHANGELOG.md", { cwd: copy.folder });
    expect(logs.length).toBe(tarballs.length);
    for (const log of logs) {
      expect(readFileSync(join(copy.folder, log), "utf8")).toContain(`\n## ${version}\n`);
    }
  });

  test("holds nothing that others do not need, and depends on versions that exist", () => {
    expect(tarballs.flatMap((tarball) => tarballOffences(tarball))).toEqual([]);
    const versions = new Map(
      tarballs.map((tarball) => [tarball.name, manifestOf(tarball).version]),
    );
    const ranges = tarballs.flatMap((tarball) =>
      Object.entries(manifestOf(tarball).dependencies ?? {}),
    );
    const ours = ranges.filter(([name]) => versions.has(name));
    expect(ours.length).toBeGreaterThan(8);
    for (const [name, range] of ours) expect(range).toBe(`^${versions.get(name)}`);
  });
});

describe.each(consumers())("the first example of $adapter, installed with $manager", (consumer) => {
  const { manager, adapter, program } = consumer;
  if (program === undefined) console.warn(`SKIPPED: installing with ${manager}: it is not here`);

  test.runIf(program !== undefined)(
    "runs, and sends nothing to a server with another key",
    async () => {
      const project = await outside.project(manager);
      await project.write(manager === "deno" ? "deno.json" : "package.json", "{}");
      await project.succeed(program ?? manager, addingTo(consumer, adapter));
      await project.write("pins.json", policyFor(world.pins.leaf));
      const example = firstOf(`packages/${adapter.replace("@tlspin/", "")}/README.md`, "ts");

      await world.servers.reset();
      const [right, wrong] = [world.peer("right"), world.peer("wrong-key")];
      const answered = await runExample(project, consumer, onLoopback(example, right));
      expect(answered).toEqual({ code: 0, text: expect.stringContaining("/v1/me") });
      const refused = await runExample(project, consumer, onLoopback(example, wrong));
      expect(refused.text).toContain("no certificate that vouches for this host matches a pin");
      expect(await world.servers.settled("wrong-key")).toMatchObject({ bytes: 0, connections: 1 });
    },
  );
});

describe("npx tlspin", () => {
  test("shows the attack, and judges a policy", async () => {
    const project = await outside.project("npx");
    await project.write("pins.json", policyFor(world.pins.leaf));
    const version = await project.succeed("npx", ["--yes", "tlspin", "--version"]);
    expect(version.trim()).toBe(manifestOf(tarballs[0]).version);
    const demo = await project.succeed("npx", ["--yes", "tlspin", "demo"]);
    expect(demo).toContain("The attackers received 0 application bytes of them.");
    await project.succeed("npx", ["--yes", "tlspin", "lint", "pins.json"]);
  });
});

const oldest = nodeBinaries().toSorted((one, other) =>
  one.version.localeCompare(other.version, "en", { numeric: true }),
)[0];

describe(`on Node.js ${oldest?.version}, the oldest that we support`, () => {
  test.for(ON_NODE)("%s loads with nothing but its dependencies", async (name, { skip }) => {
    if (oldest?.path === undefined) return skip("not installed");
    const project = await outside.project(`alone-${name}`);
    await project.write("package.json", "{}");
    await project.write("pnpm-workspace.yaml", "hoist: false\n");
    await project.succeed("pnpm", ["add", name]);
    await project.write("load.mjs", `console.log(Object.keys(await import("${name}")).length);`);
    expect(Number(await project.succeed(oldest.path, ["load.mjs"]))).toBeGreaterThan(0);
  });
});

describe("the types", () => {
  let project: Project;
  beforeAll(async () => {
    const electron = realpathSync(join(HERE, "node_modules/electron"));
    for (const { folder } of installedClosure([electron])) await publish(folder, outside);
    project = await outside.project("types");
    await project.write("package.json", '{ "type": "module" }');
    const names = tarballs.map(({ name }) => name);
    await project.succeed("npm", ["install", "--ignore-scripts", "electron", ...names]);
    const imports = names.map((name, index) => `export * as n${index} from "${name}";`);
    await project.write("index.ts", imports.join("\n"));
    await project.write("main.ts", firstOf("packages/electron/README.md", "ts"));
  });

  test.each([
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])(
    "resolve with module %s and moduleResolution %s, in an Electron project too",
    async (module, moduleResolution) => {
      const compilerOptions = { ...OPTIONS, module, moduleResolution };
      await project.write("tsconfig.json", JSON.stringify({ compilerOptions }));
      const compiled = await project.run(join(ROOT, "node_modules/.bin/tsc"), []);
      expect(compiled).toEqual({ code: 0, text: "" });
    },
  );
});

function firstOf(document: string, language: string): string {
  const found = snippetsOf(language).find(({ place }: Snippet) => place.startsWith(`${document}:`));
  if (found === undefined) throw new Error(`${document} has no example`);
  return found.text;
}

/** The policy of the README, with another pin. */
function policyFor(pin: string): string {
  const policy = JSON.parse(firstOf("README.md", "json"));
  return JSON.stringify({ ...policy, hosts: [{ ...policy.hosts[0], pins: [pin] }] });
}

function manifestOf(tarball: Tarball | undefined): Manifest {
  return JSON.parse(tarball?.files.get("package.json") ?? "{}");
}

// Electron's types name the DOM's.
const OPTIONS = { target: "ES2023", lib: ["ES2023", "DOM"], strict: true, noEmit: true };

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

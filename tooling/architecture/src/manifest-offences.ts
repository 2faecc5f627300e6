import type { Manifest, WorkspacePackage } from "./workspace.ts";

/** Names each field in which a published package.json is not as all our published ones are. */
export function manifestOffences({ folder, manifest }: WorkspacePackage): readonly string[] {
  return [
    ...fieldOffences(folder, manifest),
    ...exportOffences(manifest),
    ...fileOffences(manifest),
    ...rangeOffences(manifest),
    ...scriptOffences(manifest),
  ].map((problem) => `${folder}/package.json: ${problem}`);
}

function fieldOffences(folder: string, manifest: Manifest): readonly string[] {
  const wanted: readonly (readonly [string, unknown, unknown])[] = [
    ["private", manifest.private, undefined],
    ["license", manifest.license, "Apache-2.0"],
    ["type", manifest.type, "module"],
    ["sideEffects", sideEffectsOf(manifest.sideEffects), false],
    ["publishConfig.access", manifest.publishConfig?.["access"], "public"],
    ["repository.directory", manifest.repository?.["directory"], folder],
  ];
  const wrong = wanted.filter(([, actual, expected]) => actual !== expected);
  const engines = manifest.engines?.["node"] === undefined ? ["engines.node is missing"] : [];
  return [...wrong.map(([name, , expected]) => `${name} is not ${String(expected)}`), ...engines];
}

/** What `--import` loads is loaded for its effect, and nothing else is. */
function sideEffectsOf(declared: unknown): unknown {
  if (!Array.isArray(declared)) return declared;
  return !declared.every((file) => /^\.\/(?:src|dist)\/register\//.test(String(file)));
}

// Conditions are tried in order: a type checker must meet "types" before "default".
function exportOffences({ exports = {} }: Manifest): readonly string[] {
  const missing = [".", "./package.json"].filter((key) => !(key in exports));
  const shapes = Object.entries(exports)
    .filter(([key, target]) => !key.endsWith(".json") && !isCodeTarget(target))
    .map(([key]) => `exports["${key}"] is not @tlspin/source, types, default in this order`);
  return [...missing.map((key) => `exports["${key}"] is missing`), ...shapes];
}

function isCodeTarget(target: unknown): boolean {
  if (typeof target !== "object" || target === null) return false;
  if (Object.keys(target).join() !== "@tlspin/source,types,default") return false;
  const [source, types, code] = Object.values(target).map(String);
  const stem = /^\.\/src\/(.*)\.ts$/.exec(source ?? "")?.[1];
  return types === `./dist/${stem}.d.ts` && code === `./dist/${stem}.js`;
}

function fileOffences({ name, files = [], bin, exports = {} }: Manifest): readonly string[] {
  const schema = SCHEMAS.filter(({ shippedBy }) => shippedBy.has(name)).map(({ file }) => file);
  const wanted = ["dist", "!dist/.tsbuildinfo", "src", ...schema, ...(bin ? ["bin"] : [])];
  return [
    ...wanted.filter((entry) => !files.includes(entry)).map((entry) => `files lacks ${entry}`),
    ...files.filter((entry) => !wanted.includes(entry)).map((entry) => `files has ${entry}`),
    ...schema.filter((file) => !(`./${file}` in exports)).map((file) => `exports lacks ./${file}`),
  ];
}

function rangeOffences({ dependencies = {} }: Manifest): readonly string[] {
  return Object.entries(dependencies)
    .filter(([name, range]) => isOurs(name) && range !== "workspace:^")
    .map(([name, range]) => `${name} is "${range}", not "workspace:^"`);
}

// Who installs us runs no script of ours.
function scriptOffences({ scripts = {} }: Manifest): readonly string[] {
  const hooks = ["preinstall", "install", "postinstall", "prepare"];
  return hooks.filter((hook) => hook in scripts).map((hook) => `has the script "${hook}"`);
}

function isOurs(name: string): boolean {
  return name === "tlspin" || name.startsWith("@tlspin/");
}

// Where the `"$schema"` of a file may point.
const SCHEMAS: readonly { readonly file: string; readonly shippedBy: ReadonlySet<string> }[] = [
  {
    file: "policy.schema.json",
    // The core, every adapter, the command.
    shippedBy: new Set([
      "@tlspin/core",
      "@tlspin/node",
      "@tlspin/deno",
      "@tlspin/bun",
      "@tlspin/electron",
      "tlspin",
    ]),
  },
  { file: "releases.schema.json", shippedBy: new Set(["@tlspin/rotation", "tlspin"]) },
  { file: "rotation.schema.json", shippedBy: new Set(["@tlspin/rotation", "tlspin"]) },
  { file: "servers.schema.json", shippedBy: new Set(["@tlspin/rotation", "tlspin"]) },
];

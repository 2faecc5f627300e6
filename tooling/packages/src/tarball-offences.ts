import { posix } from "node:path";

import type { Tarball } from "./tarball.ts";

/** Names what a tarball holds and should not, and what it points to and does not hold. */
export function tarballOffences({ files }: Tarball): readonly string[] {
  const manifest: Manifest = JSON.parse(files.get("package.json") ?? "{}");
  return [
    ...REQUIRED.filter((path) => !files.has(path)).map((path) => `lacks ${path}`),
    ...[...files.keys()].filter(isForeign).map((path) => `holds ${path}, which nobody needs`),
    ...[...files.keys()]
      .filter((path) => isStale(path, files))
      .map((path) => `holds ${path}, whose source is gone: remove dist, build again`),
    ...targetsOf(manifest)
      .filter((path) => !files.has(path))
      .map((path) => `points to ${path}`),
    ...[...files].flatMap(([path, text]) => mapOffences({ path, text }, files)),
    ...rangeOffences(manifest),
    ...INSTALL_SCRIPTS.filter((script) => script in (manifest.scripts ?? {})).map(
      (script) => `runs its ${script} script on the machine that installs it`,
    ),
  ];
}

function isForeign(path: string): boolean {
  return !SHIPPED.some((pattern) => pattern.test(path)) || /\.(test|spec)\./.test(path);
}

// A file that was deleted or renamed since an earlier build still lies in dist.
function isStale(path: string, files: ReadonlyMap<string, string>): boolean {
  const stem = /^dist\/(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(path)?.[1];
  return stem !== undefined && !files.has(`src/${stem}.ts`);
}

/** Every file that `exports` and `bin` name, whatever the condition: also our own `@tlspin/source`. */
function targetsOf({ exports = {}, bin = {} }: Manifest): readonly string[] {
  return [...leavesOf(exports), ...leavesOf(bin)].map((target) => posix.normalize(target));
}

function leavesOf(target: unknown): readonly string[] {
  if (typeof target === "string") return [target];
  return typeof target === "object" && target !== null
    ? Object.values(target).flatMap(leavesOf)
    : [];
}

// A debugger that follows a map ends in the source that we ship.
function mapOffences(
  file: { path: string; text: string },
  files: ReadonlyMap<string, string>,
): readonly string[] {
  if (!file.path.endsWith(".map")) return [];
  const map: { readonly sources: readonly string[] } = JSON.parse(file.text);
  return map.sources
    .map((source) => posix.join(posix.dirname(file.path), source))
    .filter((source) => !files.has(source))
    .map((source) => `maps ${file.path} to ${source}`);
}

function rangeOffences({ dependencies = {} }: Manifest): readonly string[] {
  return Object.entries(dependencies)
    .filter(([, range]) => range.startsWith("workspace:"))
    .map(([name, range]) => `depends on ${name} at ${range}`);
}

interface Manifest {
  readonly exports?: unknown;
  readonly bin?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

const REQUIRED = ["LICENSE", "package.json"];

const SHIPPED: readonly RegExp[] = [
  /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|(policy|releases|rotation|servers)\.schema\.json)$/,
  /^bin\/[a-z-]+\.js$/,
  /^dist\/.*\.(js|d\.ts)(\.map)?$/,
  /^src\/.*\.ts$/,
];

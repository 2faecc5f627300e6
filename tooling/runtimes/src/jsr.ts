import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** How a package is to be published, and what is to be added to its entry before. */
export interface Rehearsal {
  readonly deno: string;
  /** An empty folder to do it in. */
  readonly folder: string;
  /** The folder of the package, below `packages`. */
  readonly name: string;
  readonly addition?: string;
}

/**
 * Rehearses publishing a package to JSR, without network: its sources, and what it depends on as npm
 * would install it. JSR refuses types that a reader has to infer, and what does not compile.
 */
export function rehearseJsr(rehearsal: Rehearsal): Promise<{ code: number; output: string }> {
  const { deno, folder, name, addition = "" } = rehearsal;
  const home = join(PACKAGES, name);
  cpSync(join(home, "src"), join(folder, "src"), { recursive: true });
  cpSync(join(home, "README.md"), join(folder, "README.md"));
  const entry = join(folder, "src/index.ts");
  writeFileSync(entry, readFileSync(entry, "utf8") + addition);
  writeFileSync(join(folder, "deno.json"), JSON.stringify(configOf(name)));
  const modules = join(folder, "node_modules");
  install(modules, name);
  link(join(PACKAGES, "../node_modules/@types/node"), join(modules, "@types/node"));
  const args = ["publish", "--dry-run", "--allow-dirty"];
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1" };
    execFile(deno, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });
}

function configOf(name: string): object {
  const imports = dependenciesOf(name).flatMap((dependency) => [
    [dependency, `npm:${dependency}`],
    [`${dependency}/`, `npm:/${dependency}/`],
  ]);
  const own = { name: `@tlspin/${name}`, version: "0.0.1", license: "Apache-2.0" };
  const more = { exports: "./src/index.ts", nodeModulesDir: "manual" };
  return { ...own, ...more, imports: Object.fromEntries(imports) };
}

/** Ours as their tarballs hold them: Deno checks the types of what is linked as if it were published. */
function install(modules: string, name: string): void {
  for (const dependency of dependenciesOf(name)) {
    const from = join(PACKAGES, name, "node_modules", dependency);
    const to = join(modules, dependency);
    if (existsSync(to)) continue;
    if (!dependency.startsWith(OURS)) link(from, to);
    else {
      for (const part of ["package.json", "dist"]) {
        cpSync(join(from, part), join(to, part), { recursive: true });
      }
      install(modules, dependency.slice(OURS.length));
    }
  }
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(realpathSync(from), to);
}

function dependenciesOf(name: string): readonly string[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8"));
  return Object.keys(manifest.dependencies);
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const OURS = "@tlspin/";

const PACKAGES = join(import.meta.dirname, "../../../packages");

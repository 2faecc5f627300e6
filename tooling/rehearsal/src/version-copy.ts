import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of the workspace as the next release will find it. */
export interface VersionedCopy {
  readonly folder: string;
  remove(): void;
}

/**
 * Copies the workspace, with what is built and what is not committed, and lets changesets give its
 * packages their next version. The workspace itself keeps its own.
 */
export function versionCopy(root: string): VersionedCopy {
  const folder = mkdtempSync(join(tmpdir(), "tlspin-release-"));
  for (const path of [...filesOf(root), ...globSync("packages/*/dist", { cwd: root })]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  commit(folder);
  run(folder, process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"]);
  installOffline(folder, root);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

function filesOf(root: string): readonly string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
  const deleted = execFileSync("git", ["ls-files", "--deleted"], { cwd: root, encoding: "utf8" });
  return files.filter((file) => !deleted.split("\n").includes(file));
}

// Changesets looks up in which commit each of them came.
function commit(folder: string): void {
  const author = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@example.com"];
  run(folder, "git", ["init", "--quiet"]);
  run(folder, "git", ["add", "--all"]);
  run(folder, "git", [...author, "commit", "--quiet", "--no-gpg-sign", "--message", "rehearsal"]);
}

// So that `pnpm pack` finds the versions that the packages of the copy have now.
function installOffline(folder: string, root: string): void {
  // The workspace's store: for another place, pnpm might choose another.
  const store = execFileSync("pnpm", ["store", "path"], { cwd: root, encoding: "utf8" }).trim();
  const options = ["--offline", "--frozen-lockfile", "--prod", "--store-dir", store];
  run(folder, "pnpm", ["install", ...options, "--filter", "./packages/*"]);
}

function run(cwd: string, command: string, args: readonly string[]): void {
  execFileSync(command, args, { cwd, stdio: "pipe", env: { ...process.env, ...QUIET } });
}

// Changesets formats what it writes through `pnpm exec`, which would install everything first.
const QUIET = { CI: "true", pnpm_config_verify_deps_before_run: "false" };

import { spawnSync } from "node:child_process";

/** Whether the openssl command is there to judge what we write. */
export const hasOpenssl: boolean = spawnSync("openssl", ["version"]).status === 0;

// Said out loud, so that a green run does not pass for a full one.
if (!hasOpenssl) process.stderr.write("openssl is not installed: its tests are skipped\n");

/** Runs openssl and gives what it printed, on both streams. */
export function openssl(args: readonly string[], input: string): string {
  const { stdout, stderr } = spawnSync("openssl", args, { input, encoding: "utf8" });
  return stdout + stderr;
}

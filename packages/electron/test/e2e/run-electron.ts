import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { Order, Outcome } from "./visits.ts";

/** A home directory whose NSS database trusts some roots, which Chromium on Linux reads. */
export class Home {
  readonly folder: string = mkdtempSync(join(tmpdir(), "tlspin-electron-home-"));

  constructor(certutil: string, roots: readonly string[]) {
    const database = join(this.folder, ".pki/nssdb");
    mkdirSync(database, { recursive: true });
    const run = (...args: string[]): unknown =>
      execFileSync(certutil, ["-d", `sql:${database}`, ...args], { stdio: "pipe" });
    run("-N", "--empty-password");
    for (const [index, pem] of roots.entries()) {
      const file = join(this.folder, `root-${index}.pem`);
      writeFileSync(file, pem);
      run("-A", "-n", `root ${index}`, "-t", "C,,", "-i", file);
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A display that nobody sees, unless there is one. Close it when done. */
export async function openDisplay(): Promise<{ readonly name: string; close(): void }> {
  const present = process.env["DISPLAY"];
  if (present !== undefined) return { name: present, close: () => undefined };
  const args = ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"];
  const child = spawn("Xvfb", args, { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.once("error", reject);
  });
  return { name: `:${number.trim()}`, close: () => void child.kill() };
}

export interface Place {
  readonly electron: string;
  readonly home: string;
  readonly display: string;
}

/**
 * Runs the app and gives what became of its visits.
 *
 * @throws {Error} The app failed. The message holds what it wrote.
 */
export async function runElectron(place: Place, order: Order): Promise<readonly Outcome[]> {
  const app = fileURLToPath(new URL("app.mjs", import.meta.url));
  const child = spawn(place.electron, [...SWITCHES, app], {
    env: {
      ...process.env,
      HOME: place.home,
      DISPLAY: place.display,
      TLSPIN_E2E: JSON.stringify(order),
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`Electron ended with ${code}:\n${output}${errors}`);
  return output
    .split("\n")
    .filter((line) => line.startsWith("OUTCOME "))
    .map((line): Outcome => JSON.parse(line.slice("OUTCOME ".length)));
}

// Every name is this machine. Machines that test have no sandbox helper of root's.
const SWITCHES = ["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"];

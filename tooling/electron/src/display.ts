import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Display {
  /** For the variable `DISPLAY`. */
  readonly name: string;
  close(): void;
}

/** A display that nobody sees, unless there is one. Close it when done. */
export async function openDisplay(): Promise<Display> {
  const present = process.env["DISPLAY"];
  if (present !== undefined) return { name: present, close: () => undefined };
  const args = ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"];
  const child = spawn("Xvfb", args, { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.once("error", reject);
  });
  return { name: `:${number.trim()}`, close: () => void child.kill() };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of one request that the drill made of the program. */
export interface Answered {
  readonly request: string;
  /** What was answered: `200`, `exit code 0`. Absent where nothing was. */
  readonly answer?: string;
  readonly isGood: boolean;
}

/**
 * Makes each request twice, so that a second dial can resume what the first one left. A URL is
 * requested, anything else is run by the shell. A program that does not listen yet is asked again.
 *
 * @param signal - Ends the asking.
 */
export async function ask(
  requests: readonly string[],
  signal: AbortSignal,
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  for (const request of [...requests, ...requests]) {
    answers.push(await patiently(request, signal));
  }
  return answers;
}

async function patiently(request: string, signal: AbortSignal): Promise<Answered> {
  const attempt = /^https?:\/\//.test(request) ? get : run;
  for (let tries = 0; !signal.aborted && tries < MOST_TRIES; tries++) {
    const answer = await attempt(request, signal);
    if (answer !== undefined) return { request, ...answer };
    await sleep(BETWEEN, undefined, { signal }).catch(() => {});
  }
  return { request, isGood: false };
}

type Answer = Pick<Answered, "answer" | "isGood">;

async function get(url: string, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { signal, redirect: "manual" });
    await response.arrayBuffer();
    return { answer: String(response.status), isGood: response.status < 400 };
  } catch {
    return undefined;
  }
}

/** Whether it did not reach the program, or did and failed, cannot be told apart. */
async function run(command: string, signal: AbortSignal): Promise<Answer | undefined> {
  const child = spawn(command, { shell: true, stdio: "ignore", signal });
  try {
    const [code]: unknown[] = await once(child, "exit");
    return code === 0 ? { answer: "exit code 0", isGood: true } : undefined;
  } catch {
    return undefined;
  }
}

const BETWEEN = 200;
const MOST_TRIES = 500;

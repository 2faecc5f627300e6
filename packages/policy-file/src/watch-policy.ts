import { isPinError, type Policy, PolicyError } from "@tlspin/core";

import { FileWatch } from "./file-watch.ts";
import { loadPolicy } from "./load-policy.ts";
import { readWatchOptions } from "./watch-options.ts";

/** What is kept up to date: the pinning of any adapter. */
export interface Updatable<Outcome = unknown> {
  /** The policy in force. */
  readonly policy: Policy;
  update(policy: Policy): Outcome;
}

export interface WatchPolicyOptions<Outcome = unknown> {
  /**
   * Called when what the file now holds is not put in force: it is missing, cannot be read, is no valid
   * policy, or not a newer one. The policy in force stays. Once for each change of the file.
   */
  readonly onRefused: (error: Error) => void;
  /** Called when a newer policy has come into force, with what `update` gave. */
  readonly onUpdate?: (policy: Policy, outcome: Awaited<Outcome>) => void;
  /** Milliseconds between two looks at the file. Default 1,000. */
  readonly interval?: number;
}

/** The watch of one policy file. */
export interface PolicyWatch extends Disposable {
  /** Ends the watch. Nothing is put in force or told from now on. */
  close(): void;
}

/**
 * Watches a policy file and puts what it newly holds in force, once a change of it is complete. A bad
 * file never ends the process and never opens anything: the policy in force stays until a good file
 * comes. A watch does not keep the process alive.
 *
 * @param path - A path or a `file:` URL. A link is followed anew at each look.
 * @throws {OptionError} `onRefused` is missing, or an option is not what it must be.
 */
export function watchPolicy<Outcome>(
  path: string | URL,
  pinning: Updatable<Outcome>,
  options: WatchPolicyOptions<Outcome>,
): PolicyWatch {
  const { onRefused, onUpdate, interval } = readWatchOptions(options);
  const putInForce = async (again: boolean): Promise<boolean> => {
    try {
      const policy = await loadPolicy(path);
      if (watch.closed) return true;
      const before = pinning.policy;
      const outcome = await pinning.update(policy);
      if (pinning.policy !== before) tell(() => onUpdate?.(pinning.policy, outcome));
      return true;
    } catch (error) {
      if (!again) tell(() => onRefused(refusalOf(error, path)));
      // What cannot be read now may be readable without having changed.
      return isPinError(error);
    }
  };
  const tell = (listener: () => unknown): void => {
    if (!watch.closed) callListener(listener);
  };
  const watch = new FileWatch(path, interval, putInForce);
  return watch;
}

/** `update` does not know the file, and names none. */
function refusalOf(error: unknown, path: string | URL): Error {
  if (error instanceof PolicyError) return new PolicyError(error.problems, String(path));
  return error instanceof Error ? error : new Error(String(error));
}

function callListener(listener: () => unknown): void {
  try {
    // An async listener that fails must not end the process as an unhandled rejection.
    Promise.resolve(listener()).catch(() => undefined);
  } catch {
    // A listener's fault is the listener's.
  }
}

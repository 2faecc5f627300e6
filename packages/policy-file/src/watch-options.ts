import { OptionError } from "@tlspin/core";

import type { WatchPolicyOptions } from "./watch-policy.ts";

/**
 * Reads the options of `watchPolicy`, once.
 *
 * @throws {OptionError} `onRefused` is missing, or an option is not what it must be.
 */
export function readWatchOptions<Outcome>({
  onRefused,
  onUpdate,
  interval = SECOND,
}: WatchPolicyOptions<Outcome>): WatchOptionsRead<Outcome> {
  if (typeof onRefused !== "function") throw new OptionError("onRefused", REQUIRED);
  if (onUpdate !== undefined && typeof onUpdate !== "function")
    throw new OptionError("onUpdate", "must be a function");
  if (!Number.isSafeInteger(interval) || interval < SHORTEST || interval > LONGEST)
    throw new OptionError("interval", `must be ${SHORTEST} to ${LONGEST} milliseconds`);
  return { onRefused, onUpdate, interval };
}

type WatchOptionsRead<Outcome> = Required<
  Pick<WatchPolicyOptions<Outcome>, "onRefused" | "interval">
> & { readonly onUpdate: WatchPolicyOptions<Outcome>["onUpdate"] | undefined };

const REQUIRED =
  "must be a function: a policy that is refused in silence would be believed to be in force";

const SECOND = 1000;

// Deno tells when a file changed to the millisecond, so that a change could hide behind a shorter one.
const SHORTEST = 10;

// A timer of more is one of 1 millisecond.
const LONGEST = 2 ** 31 - 1;

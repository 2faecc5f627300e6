import { OptionError } from "@tlspin/core";

import type { PinnedForkOptions } from "./electron-pinning.ts";
import type { UtilityProcessModule } from "./electron-types.ts";

/**
 * Starts a utility process with the session that is given.
 *
 * @throws {OptionError} A partition is named as well, so that two sessions could be meant.
 */
export function fork<Process>(
  utilityProcess: UtilityProcessModule<Process>,
  modulePath: string,
  { args = [], ...options }: PinnedForkOptions,
): Process {
  if ("partition" in options) {
    throw new OptionError("partition", "names a session: give the pinned session alone");
  }
  return utilityProcess.fork(modulePath, [...args], options);
}

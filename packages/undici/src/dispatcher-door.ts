import type { Dialler } from "@tlspin/tls";

import type { DispatcherOptions } from "./dispatcher-options.ts";
import { PinnedDispatcher } from "./pinned-dispatcher.ts";

/**
 * Makes a dispatcher for undici, and for those who take one of undici's. Its type is the caller's to
 * say: each version of undici declares one of its own.
 *
 * @throws {OptionError} An option is unknown.
 * @throws {UnsupportedRuntimeError} The runtime put a module of its own in the place of undici.
 */
export function pinnedDispatcher(dialler: Dialler, options?: DispatcherOptions): object {
  return new PinnedDispatcher(dialler, options);
}

import { stop } from "@tlspin/tls/register";

import { pinEverything } from "./pin-everything.ts";

// A worker that is made from text loads nothing of `--import`, and waits for nothing. Its sockets are pinned
// at once; the proof, which the thread that made it has gone through as well, ends beside its code.
try {
  pinEverything().prove().catch(stop);
} catch (error) {
  stop(error);
}

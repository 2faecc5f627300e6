import { UnsupportedRuntimeError } from "@tlspin/core";
import { stop } from "@tlspin/tls/register";

// `bun --preload @tlspin/bun/register app.ts`. In Bun there is no one place that every client comes
// through, and a program that only seems to be pinned is worse than one that does not start.
stop(
  new UnsupportedRuntimeError(
    'register cannot pin a program in Bun: fetch of "bun", the modules undici and ws, a bare TLSSocket ' +
      "and Bun's own clients dial past whatever is loaded first. Use the doors of createPinning",
  ),
);

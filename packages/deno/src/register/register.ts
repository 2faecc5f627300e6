import { UnsupportedRuntimeError } from "@tlspin/core";
import { isFrom, requireKind, rootsFor } from "@tlspin/tls";
import { describeCoverage, pinProcess, readOrders, stop, tellRefusals } from "@tlspin/tls/register";

import { verifyInDeno } from "../verify-signature.ts";
import { DENO } from "../version-gate.ts";
import { watchNative } from "./watch-native.ts";

const REACH = {
  covered: "node:tls and what stands on it, in this process. Deno's own API refuses pinned hosts",
  notCovered: "workers, child processes, FFI, hosts dialled by an unlisted address",
};

// `deno run --preload npm:@tlspin/deno/register app.ts`. Nothing of the program runs before this is done.
try {
  requireKind(process.versions, DENO);
  requireMeasured();
  const orders = readOrders(process.env);
  const ports = { verifySignature: verifyInDeno, rootsFor };
  const { prove, faultOfUnseen } = pinProcess(orders.policy, tellRefusals(), ports);
  watchNative(faultOfUnseen);
  await prove();
  process.stderr.write(describeCoverage({ ...orders, ...REACH }));
} catch (error) {
  stop(error);
}

/** Earlier ones resume sessions with whom their own store vouches for, and cannot be told not to. */
function requireMeasured(): void {
  if (isFrom(process.versions["deno"], [2, 9, 6])) return;
  const found = process.versions["deno"];
  throw new UnsupportedRuntimeError(`register needs Deno 2 from 2.9.6 on; this is ${found}`);
}

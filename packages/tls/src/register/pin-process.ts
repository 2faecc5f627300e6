import module from "node:module";

import type { Policy, VerdictListener } from "@tlspin/core";

import { isInMemory } from "../memory-pair.ts";
import type { Ports } from "../ports.ts";
import { installChokePoint } from "./choke-point.ts";
import { clearHttpIn } from "./clear-http.ts";
import { watchClearHttp2 } from "./clear-http2.ts";
import { Enforcement } from "./enforcement.ts";
import { lowerSocketOf } from "./internals.ts";
import { watchPlainDials } from "./plain-dials.ts";
import { proveProcess } from "./prove-process.ts";

/** The pins of a whole process. */
export interface ProcessPins {
  /**
   * Sends through the pins what they must refuse and what they must let pass, without a network.
   *
   * @throws {UnsupportedRuntimeError} They do not hold here.
   */
  prove(): Promise<void>;
  /**
   * Why the runtime's own network API may not dial a host, which shows nothing of whom it reached.
   *
   * @param why - What to say where the host is enforced.
   */
  faultOfUnseen(host: string, why: string): Error | undefined;
}

/**
 * Pins every client socket of this process that its JavaScript makes, from now on and for good.
 *
 * @param onVerdict - Hears of each decision.
 * @throws {PolicyError | UnsupportedRuntimeError} The policy, or the runtime, cannot be enforced.
 */
export function pinProcess(policy: Policy, onVerdict: VerdictListener, ports: Ports): ProcessPins {
  const own = new Enforcement(policy, onVerdict, ports);
  // What a self-test sends never leaves memory: it is judged by the self-test's own policy, if at all.
  let tested: Enforcement | undefined;
  const clearCheck = (host: string, http: ReturnType<typeof clearHttpIn>): Error | undefined =>
    http === undefined
      ? undefined
      : (own.faultOfClear(host, http) ?? tested?.faultOfClear(host, http));

  installChokePoint((socket) =>
    (isInMemory(lowerSocketOf(socket)) ? tested : own)?.faultOf(socket),
  );
  watchPlainDials((host, head) => clearCheck(host, clearHttpIn(head)));
  watchClearHttp2((host) => clearCheck(host, { target: undefined }));
  showEverywhere();
  return {
    faultOfUnseen: (host, why) => own.faultOfUnseen(host, why),
    prove: () =>
      proveProcess((policyOfTest) => {
        tested = new Enforcement(policyOfTest, () => undefined, ports);
        return () => (tested = undefined);
      }),
  };
}

/** Lets those who import a member by its name see what became of it, where the runtime has a way. */
function showEverywhere(): void {
  const { syncBuiltinESMExports: sync }: Partial<Pick<typeof module, "syncBuiltinESMExports">> =
    module;
  try {
    sync?.();
  } catch {
    // An older Deno has it, and says that it is not implemented.
  }
}

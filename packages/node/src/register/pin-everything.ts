import { OptionError } from "@tlspin/core";
import { rootsFor, verifySignature } from "@tlspin/tls";
import {
  describeCoverage,
  pinProcess,
  type ProcessPins,
  readOrders,
  tellRefusals,
} from "@tlspin/tls/register";

import { requireNode } from "../version-gate.ts";
import { followChildren } from "./children.ts";
import { ALLOW_UNTESTED, handedDown, INHERITED } from "./handed-down.ts";
import { followWorkers } from "./workers.ts";

/** A process whose connections are pinned, and what to say of it. */
export interface Pinned extends ProcessPins {
  /** `undefined` where the process that started this one has said it. */
  readonly announcement: string | undefined;
}

/**
 * Pins this process by the policy that its environment names, and whatever Node.js it starts.
 *
 * @throws {UnsupportedRuntimeError} This Node.js was not measured.
 * @throws {PolicyError | OptionError} The policy is missing, another one, or not valid.
 */
export function pinEverything(): Pinned {
  requireNode(process.versions, mayGuess(), `set ${ALLOW_UNTESTED}=1`);
  const orders = readOrders(process.env);
  const inherited = process.env[INHERITED] === "1";
  const pins = pinProcess(orders.policy, tellRefusals(), { verifySignature, rootsFor });
  const handDown = handedDown(orders);
  followChildren(handDown);
  followWorkers(handDown);
  return {
    ...pins,
    announcement: inherited ? undefined : describeCoverage({ ...orders, ...REACH }),
  };
}

/** @throws {OptionError} It says something else than yes. */
function mayGuess(): boolean {
  const value = process.env[ALLOW_UNTESTED] ?? "";
  if (value === "" || value === "1") return value === "1";
  throw new OptionError(ALLOW_UNTESTED, "must be 1, or left out");
}

const REACH = {
  covered: "TLS of all JavaScript in this process, its workers and its Node.js children",
  notCovered: "native add-ons, other programs, QUIC, hosts dialled by an unlisted address",
};

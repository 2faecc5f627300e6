import type { ElectronPinning, ElectronPinningOptions } from "./electron-pinning.ts";
import { fork } from "./fork.ts";
import { pinApp } from "./pin-app.ts";
import { PinnedSessions } from "./pinned-sessions.ts";
import { PolicyInForce } from "./policy-in-force.ts";
import { readOptions } from "./read-options.ts";
import { requireElectron, thisRuntime } from "./version-gate.ts";

/**
 * Puts a pin policy in force for the sessions of this Electron app.
 *
 * @param policy - What `loadPolicySync`, `loadPolicy` or `parsePolicy` gave, or imported JSON.
 * @throws {UnsupportedRuntimeError} This is not Electron's main process, or an Electron not measured.
 * @throws {PolicyError} The policy is invalid, older than `minRevision`, or fails open unasked.
 * @throws {OptionError} An option is unknown or missing.
 */
export function createPinning(
  policy: unknown,
  options: ElectronPinningOptions = {},
): ElectronPinning {
  const read = readOptions(options);
  requireElectron(thisRuntime(), read.allowUntestedRuntime);
  return pinningUnder(new PolicyInForce(policy, read));
}

/** The same behind the gate: the tests run it where no Electron is. */
export function pinningOf(policy: unknown, options: ElectronPinningOptions): ElectronPinning {
  return pinningUnder(new PolicyInForce(policy, readOptions(options)));
}

function pinningUnder(inForce: PolicyInForce): ElectronPinning {
  const sessions = new PinnedSessions(inForce);
  return {
    get policy() {
      return inForce.policy;
    },
    pinApp: (app) => pinApp(app, sessions),
    pinSession: async (session) => sessions.pin(session).closeConnections(),
    fork: (utilityProcess, modulePath, forkOptions) => {
      sessions.requirePinned(forkOptions.session);
      return fork(utilityProcess, modulePath, forkOptions);
    },
    update: async (next) => sessions.update(next),
    lastVerdict: (host) => inForce.lastVerdict(host),
  };
}

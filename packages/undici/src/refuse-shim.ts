import { UnsupportedRuntimeError } from "@tlspin/core";

/**
 * Refuses a module that bears undici's name and is not undici: under Bun the bare name is one whose
 * agents are never asked, so that requests go out unpinned.
 *
 * @param agent - The class `Agent` of the module.
 * @throws {UnsupportedRuntimeError} Its agents dispatch nothing.
 */
export function refuseShim(agent: { readonly prototype: object }): void {
  if ("dispatch" in agent.prototype && typeof agent.prototype.dispatch === "function") return;
  throw new UnsupportedRuntimeError(
    "undici is a stand-in of the runtime here, whose agents are never asked: " +
      "do not bundle, alias or override undici/index.js",
  );
}

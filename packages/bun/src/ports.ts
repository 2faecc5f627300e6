import { type Policy, UnsupportedRuntimeError } from "@tlspin/core";
import { asksForCas, type Ports, rootsFor, verifySignature } from "@tlspin/tls";

/** Where Bun differs from Node.js behind the same API. */
export function portsOf(nativeFetch: unknown): Ports {
  const leafOnly = nativeFetch === undefined ? {} : { checkPolicy: requireLeafPins };
  return { verifySignature, rootsFor, ...leafOnly };
}

function requireLeafPins(policy: Policy): void {
  if (!asksForCas(policy)) return;
  throw new UnsupportedRuntimeError(
    'nativeFetch: "leaf-pins" cannot enforce CA pins or distrusted keys: Bun shows its own fetch ' +
      "the leaf alone. Leave nativeFetch out and use fetch(), agent() or connect()",
  );
}

// Loads the built core on whichever Node.js runs this, and judges a forged certificate by its own pin
// and by another's. Plain JavaScript, because the older Node.js lines run no TypeScript.
import { evaluate, parsePolicy, pinOf } from "@tlspin/core";
import { forgeRoot } from "@tlspin/testing";

const root = await forgeRoot({ name: "Forged Root" });
const served = await root.issueLeaf({ hosts: ["api.example.com"] });
const other = await root.issueLeaf({ hosts: ["api.example.com"] });

console.log(
  JSON.stringify({
    node: process.versions.node,
    own: verdictBy(pinOf(served.spki)),
    other: verdictBy(pinOf(other.spki)),
  }),
);

function verdictBy(pin) {
  const host = {
    host: "api.example.com",
    includeSubdomains: false,
    pins: [pin],
    backupPins: [pinOf(root.spki)],
  };
  const policy = parsePolicy({ version: 1, revision: 1, unlistedHosts: "reject", hosts: [host] });
  const chain = { kind: "verified", ders: [served.certificate, root.certificate] };
  const peer = { connectHost: host.host, certificateHost: host.host, port: 443, chain };
  const { decision, reason } = evaluate(policy, peer, new Date("2026-11-23T00:00:00Z"));
  return { decision, reason };
}

// Watches the policy file named first, by the adapter of this runtime, and tells of each change in a
// line of JSON. Once standard input ends, nothing but the watch is left: it must not keep us alive.
const { createPinning, loadPolicy, watchPolicy } = await adapter();
const file = "Deno" in globalThis ? Deno.args[0] : process.argv[2];

const tell = (event, what) => console.log(JSON.stringify({ event, ...what }));

// It dials nobody, but Deno below 2.9.6 wants to be told whom to trust.
const tls = "Deno" in globalThis ? { ca: "nobody's" } : {};
const pinning = createPinning(await loadPolicy(file), { tls });
watchPolicy(file, pinning, {
  interval: 50,
  onUpdate: ({ revision }) => tell("policy", { revision }),
  onRefused: ({ message }) => tell("refused", { message, inForce: pinning.policy.revision }),
});
tell("watching", { revision: pinning.policy.revision });

for await (const _ of process.stdin);
tell("ending", {});

// Each by a literal: what is imported by a name that is made up, Deno would have to be permitted to read.
function adapter() {
  if ("Deno" in globalThis) return import("@tlspin/deno");
  return "Bun" in globalThis ? import("@tlspin/bun") : import("@tlspin/node");
}

// Asks the runtime's own port for signatures what it makes of genuine ones and of spoilt ones. They
// come as JSON in the first argument; one line for each goes out.
import { verifySignature } from "@tlspin/tls";

const { argv, exit, versions } = process;
const port =
  versions.deno === undefined
    ? verifySignature
    : (await import("../node_modules/@tlspin/deno/dist/verify-signature.js")).verifyInDeno;

for (const { name, algorithm, issuerSpki, signed, signature } of JSON.parse(argv[2])) {
  const check = {
    algorithm,
    issuerSpki: bytes(issuerSpki),
    signed: bytes(signed),
    signature: bytes(signature),
  };
  const spoilt = { ...check, signed: bytes("c3BvaWx0") };
  console.log(JSON.stringify({ name, genuine: port(check), spoilt: port(spoilt) }));
}
exit();

function bytes(text) {
  return new Uint8Array(Buffer.from(text, "base64"));
}

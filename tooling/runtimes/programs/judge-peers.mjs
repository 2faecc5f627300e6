// Loads policy files through the adapter of whichever runtime runs this, dials a peer under each, and
// prints what the adapter says of it: one line of JSON for each case. The cases come as a path to JSON.
import { readFileSync } from "node:fs";

const { versions, argv, exit } = process;
const runtime = ["deno", "bun", "node"].find((name) => versions[name] !== undefined);
const { createPinning, loadPolicy } = await import(`@tlspin/${runtime}`);

for (const { name, file, host, port, ca } of JSON.parse(readFileSync(argv[2], "utf8"))) {
  const records = [];
  const onVerdict = (record) => records.push(record);
  const pinning = createPinning(await loadPolicy(file), { onVerdict, tls: { ca, lookup } });
  await pinning.connect({ host, port }).then(
    (socket) => socket.destroy(),
    () => {},
  );
  await new Promise((resolve) => setTimeout(resolve, 10));
  pinning.close();
  console.log(JSON.stringify({ name, record: records[0] }));
}
exit();

function lookup(_host, { all }, found) {
  if (all === true) found(null, [{ address: "127.0.0.1", family: 4 }]);
  else found(null, "127.0.0.1", 4);
}

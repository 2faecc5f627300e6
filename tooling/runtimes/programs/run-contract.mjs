// Runs the contract suite against the built adapter of whichever runtime runs this, one line each.
// The first argument is the Node.js for the hostile servers.
import { printContract } from "@tlspin/testing";

const { versions, argv, exit } = process;
const runtime = ["deno", "bun", "node"].find((name) => versions[name] !== undefined);
const { createPinning } = await import(`@tlspin/${runtime}`);

await printContract({ name: `${runtime} ${versions[runtime]}`, createPinning }, { node: argv[2] });
// Deno keeps a process of the servers' alive.
exit();

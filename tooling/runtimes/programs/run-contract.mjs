// Runs the contract suite against the built adapter on whichever Node.js runs this, one line each.
// The first argument is the Node.js for the hostile servers.
import { createPinning } from "@tlspin/node";
import { printContract } from "@tlspin/testing";

const [node] = process.argv.slice(2);
await printContract({ name: `node ${process.versions.node}`, createPinning }, { node });

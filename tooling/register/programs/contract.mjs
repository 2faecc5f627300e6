// The contract suite of the doors of createPinning, in a process that register has pinned.
import { createPinning } from "@tlspin/node";
import { printContract } from "@tlspin/testing";

await printContract({ name: `node ${process.versions.node}`, createPinning }, {});
process.exit();

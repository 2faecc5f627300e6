import { syncBuiltinESMExports } from "node:module";

import { followChildren } from "./children.ts";
import { redirectConnections } from "./connections.ts";
import { report } from "./journal.ts";
import { redirectLookups } from "./lookups.ts";

// What the drill loads into each process and thread of a Node.js program, before the program itself
// (NODE_OPTIONS=--require; --import would leave out workers made from text). From here on the hosts of
// the policy are on loopback, whatever asks for them.
redirectConnections();
redirectLookups();
followChildren();
syncBuiltinESMExports();
report.start();

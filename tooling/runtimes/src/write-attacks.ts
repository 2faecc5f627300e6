import { readFileSync, writeFileSync } from "node:fs";

import { withAttacks } from "./attack-list.ts";
import { SECURITY } from "./documents.ts";

// Brings the list of attacks in SECURITY.md up to the contract suite.
writeFileSync(SECURITY, withAttacks(readFileSync(SECURITY, "utf8")));

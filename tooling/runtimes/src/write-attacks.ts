import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { withAttacks } from "./attack-list.ts";

// Brings the list of attacks in SECURITY.md up to the contract suite.
const path = join(import.meta.dirname, "../../../SECURITY.md");
writeFileSync(path, withAttacks(readFileSync(path, "utf8")));

import { readFileSync, writeFileSync } from "node:fs";

import { PAGE, withDecisions } from "./disagreements-page.ts";

// Brings the page up to the decisions. The tests that read the vectors hold the decisions to what is so.
writeFileSync(PAGE, withDecisions(readFileSync(PAGE, "utf8")));

import { writeFileSync } from "node:fs";

import { clientsPage, PAGE } from "./clients-page.ts";
import { LIBRARIES } from "./libraries.ts";
import { measure } from "./measure.ts";

// Runs every library, and writes what it saw.
const proofs = new Map();
for (const library of LIBRARIES) proofs.set(library.name, await measure(library));
writeFileSync(PAGE, clientsPage(proofs));

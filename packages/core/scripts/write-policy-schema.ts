import { writeFileSync } from "node:fs";

import { policyJsonSchema } from "./policy-json-schema.ts";

// Every package that people install carries the schema, so that `$schema` in a policy file can name it.
for (const folder of ["core", "node", "deno", "bun", "electron", "cli"]) {
  const file = new URL(`../../${folder}/policy.schema.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`);
}

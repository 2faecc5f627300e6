import { writeFileSync } from "node:fs";

import { JSON_SCHEMAS } from "./json-schemas.ts";

// The command carries them too, so that `$schema` in a file can name it where it is installed.
for (const folder of ["rotation", "cli"]) {
  for (const [name, schema] of Object.entries(JSON_SCHEMAS)) {
    const file = new URL(`../../${folder}/${name}`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(schema, undefined, 2)}\n`);
  }
}

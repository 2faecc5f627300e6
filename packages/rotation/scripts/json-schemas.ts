import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";

import { LEDGER_FILE } from "../src/ledger/ledger-schema.ts";
import { ROTATION_FILE } from "../src/plan/rotation-schema.ts";
import { SERVERS_FILE } from "../src/servers/servers-schema.ts";

/** The JSON Schemas of our files, for editors, by file name. Made of the schemas that the parsers use. */
export const JSON_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  "releases.schema.json": jsonSchemaOf(LEDGER_FILE, {
    title: "tlspin release ledger",
    description: "Which versions of an app reached users, and which policy each of them carries.",
  }),
  "rotation.schema.json": jsonSchemaOf(ROTATION_FILE, {
    title: "tlspin rotation",
    description: "The keys of each pinned host: what each is and was, and which one comes next.",
  }),
  "servers.schema.json": jsonSchemaOf(SERVERS_FILE, {
    title: "tlspin server timeline",
    description:
      "Which keys the servers of each host show from when to when, in the past and as planned.",
  }),
};

function jsonSchemaOf(
  schema: GenericSchema,
  head: { readonly title: string; readonly description: string },
): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    // Checks in code have no form in JSON Schema.
    errorMode: "ignore",
  });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...head, ...rest };
}

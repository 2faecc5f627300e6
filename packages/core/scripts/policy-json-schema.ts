import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";

import { FORMS } from "../src/pin-schema.ts";
import { POLICY_FILE } from "../src/policy-schema.ts";

/** The JSON Schema of the policy file, for editors. Made of the schema that the parser uses. */
export function policyJsonSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "tlspin pin policy",
    description:
      "Which keys the hosts of an application may show. Rules that concern several members (a backup for each enforced host, no key twice, owned domains) are checked when the policy is loaded.",
    ...jsonSchemaOf(POLICY_FILE),
  };
}

function jsonSchemaOf(schema: Parameters<typeof toJsonSchema>[0]): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    // Checks in code have no form in JSON Schema.
    errorMode: "ignore",
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const forms = FORMS.get(valibotSchema);
      if (forms !== undefined) return { anyOf: forms.map(jsonSchemaOf) };
      return valibotSchema.type === "object"
        ? { ...jsonSchema, additionalProperties: false }
        : undefined;
    },
  });
  return rest;
}

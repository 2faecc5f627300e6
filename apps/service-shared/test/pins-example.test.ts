import { readFileSync } from "node:fs";

import { Validator } from "@cfworker/json-schema";
import { loadPolicy } from "@tlspin/tls";
import { expect, test } from "vitest";

const EXAMPLE = new URL("../../pins.example.json", import.meta.url);

test("the example of a policy file loads", async () => {
  const policy = await loadPolicy(EXAMPLE);
  expect(policy.hosts.map(({ host }) => host)).toEqual(["api.example.com", "status.example.com"]);
});

test("its $schema leads an editor to the schema, which knows it and finds a misspelling", () => {
  const example = JSON.parse(readFileSync(EXAMPLE, "utf8"));
  const schema = JSON.parse(readFileSync(new URL(example.$schema, EXAMPLE), "utf8"));
  const validator = new Validator(schema, "2020-12", false);
  expect(validator.validate(example)).toMatchObject({ valid: true });
  expect(validator.validate({ ...example, unlistedHost: "reject" })).toMatchObject({
    valid: false,
  });
});

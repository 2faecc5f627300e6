import { describe, expect, test } from "vitest";

import { filesIn, packagesIn } from "../src/workspace.ts";

describe.each([
  ["policy.schema.json", "packages/core"],
  ["releases.schema.json", "packages/rotation"],
  ["rotation.schema.json", "packages/rotation"],
  ["servers.schema.json", "packages/rotation"],
])("%s", (schema, home) => {
  const [original] = filesIn(`${home}/${schema}`);
  const shipping = packagesIn("packages/*").filter(({ manifest }) =>
    (manifest.files ?? []).includes(schema),
  );

  test.each(shipping)(`is in $folder as it is in ${home}`, ({ folder }) => {
    expect(original?.text).toBeDefined();
    expect(filesIn(`${folder}/${schema}`)[0]?.text).toBe(original?.text);
  });
});

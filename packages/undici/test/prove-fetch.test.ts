import { UnsupportedRuntimeError } from "@tlspin/core";
import { fetch } from "undici/index.js";
import { expect, test } from "vitest";

import { proveFetch } from "../src/prove-fetch.ts";

test("undici's fetch asks the dispatcher that it is given", async () => {
  await expect(proveFetch(fetch)).resolves.toBeUndefined();
});

test.each([
  ["answers all the same", () => Promise.resolve(new Response("unpinned"))],
  ["fails for a reason of its own", () => Promise.reject(new TypeError("fetch failed"))],
])("a fetch that %s is refused", async (_, shim) => {
  await expect(proveFetch(shim)).rejects.toThrow(UnsupportedRuntimeError);
});

import { expect, test } from "bun:test";

import { assertPinnedClient, askUnpinned } from "./client.mjs";

test("a pinned client is proven", () => assertPinnedClient(), 30_000);
test(
  "one without pins is found out",
  () => expect(askUnpinned()).rejects.toThrow(/the client is not pinned/),
  30_000,
);

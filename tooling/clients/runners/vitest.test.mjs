import { expect, test } from "vitest";

import { assertPinnedClient, askUnpinned } from "./client.mjs";

test("a pinned client is proven", () => assertPinnedClient());
test("one without pins is found out", () =>
  expect(askUnpinned()).rejects.toThrow(/the client is not pinned/));

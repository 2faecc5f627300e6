import assert from "node:assert/strict";

import { assertPinnedClient, askUnpinned } from "./client.mjs";

Deno.test("a pinned client is proven", () => assertPinnedClient());
Deno.test("one without pins is found out", () =>
  assert.rejects(askUnpinned(), /the client is not pinned/));

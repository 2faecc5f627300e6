import assert from "node:assert/strict";
import { test } from "node:test";

import { assertPinnedClient, askUnpinned } from "./client.mjs";

void test("a pinned client is proven", () => assertPinnedClient());
void test("one without pins is found out", () =>
  assert.rejects(askUnpinned(), /the client is not pinned/));

import { canonicalHostname } from "@tlspin/core";
import { expect, test } from "vitest";

import { ipBytes } from "../src/ip-bytes.ts";

test.each([
  ["192.0.2.1", "c0000201"],
  ["::", "00000000000000000000000000000000"],
  ["::1", "00000000000000000000000000000001"],
  ["2001:db8::", "20010db8000000000000000000000000"],
  ["2001:db8::1:2", "20010db8000000000000000000010002"],
  ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
])("%s has the bytes %s", (address, hex) => {
  expect(Buffer.from(ipBytes(canonicalHostname(address))).toString("hex")).toBe(hex);
});

import { HostnameError } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { CommandError } from "../src/command-error.ts";
import { addressText, hostAddressOf } from "../src/host-address.ts";

describe("a host on the command line", () => {
  test.each([
    ["api.example.com", "api.example.com:443"],
    ["API.Example.com.", "api.example.com:443"],
    ["api.example.com:8443", "api.example.com:8443"],
    ["192.0.2.1", "192.0.2.1:443"],
    ["192.0.2.1:8443", "192.0.2.1:8443"],
    ["::1", "[::1]:443"],
    ["2001:db8::1", "[2001:db8::1]:443"],
    ["[2001:db8::1]", "[2001:db8::1]:443"],
    ["[2001:db8::1]:8443", "[2001:db8::1]:8443"],
    ["bücher.example", "xn--bcher-kva.example:443"],
  ])("%s is %s", (text, address) => {
    expect(addressText(hostAddressOf(text))).toBe(address);
  });

  test("a URL is refused, and told as the host in it", () => {
    const refused = errorOf(() => hostAddressOf("https://api.example.com:8443/v1"));
    expect(refused).toBeInstanceOf(CommandError);
    expect(refused).toMatchObject({ exitCode: 2, hint: "write api.example.com:8443" });
  });

  test.each(["a:0", "a:65536", "a:http", "a:", "a:1e3", "a:-1", "[::1]443", "[::1]:"])(
    "%s has no usable port",
    (text) => {
      expect(() => hostAddressOf(text)).toThrow(CommandError);
    },
  );

  test.each([
    "",
    "*.example.com",
    "a b",
    "127.1",
    "a..b",
    "user@example.com",
    ":443",
    "[]:443",
    "é\u0000",
  ])("%j is no host", (text) => {
    expect(() => hostAddressOf(text)).toThrow(HostnameError);
  });
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

import { describe, expect, test } from "vitest";

import { clearHttpIn } from "../src/register/clear-http.ts";

describe("clearHttpIn", () => {
  test.each([
    ["a request", "GET / HTTP/1.1\r\nhost: api.example.com\r\n\r\n"],
    ["one of HTTP/1.0", "POST /v1 HTTP/1.0\n"],
    ["what HTTP/2 begins with (RFC 9113 §3.4)", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a line that is not complete", "GET /v1/m"],
    ["a tunnel", "CONNECT api.example.com:443 HTTP/1.1\r\n"],
  ])("recognises %s", (_, head) => {
    expect(clearHttpIn(head)).toEqual({ target: undefined });
  });

  test("tells the host of a URL that a proxy is asked for (RFC 9112 §3.2.2)", () => {
    const line = "GET http://API.example.com:8080/v1 HTTP/1.1\r\n";
    expect(clearHttpIn(line)).toEqual({ target: "api.example.com" });
  });

  test.each(["HELLO / HTTP/1.1\r\n", "patch /v1/me HTTP/1.1\r\n", "x-refresh /v1"])(
    "takes any token for a method (RFC 9110 §9.1), as fetch and node:http do: %j",
    (line) => {
      expect(clearHttpIn(line)).toEqual({ target: undefined });
    },
  );

  test.each([
    ["SMTP", "EHLO api.example.com\r\n"],
    ["IMAP", "a1 STARTTLS\r\n"],
    ["XMPP", "<?xml version='1.0'?><stream:stream>"],
    ["NATS, whose method is one of HTTP's", 'CONNECT {"verbose":false}\r\n'],
    ["PostgreSQL", "\0\0\0\b\u0004\u00d2\u0016/"],
    ["TLS", "\u0016\u0003\u0001\u0002\0"],
    ["a word that is no token of HTTP", "HEL(LO / HTTP/1.1\r\n"],
    ["nothing", ""],
  ])("lets other protocols begin in clear: %s", (_, head) => {
    expect(clearHttpIn(head)).toBeUndefined();
  });
});

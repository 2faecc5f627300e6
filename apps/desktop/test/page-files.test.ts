import { describe, expect, test } from "vitest";

import { PAGE_URL, pageResponse } from "../src/main/page-files.ts";

describe("the app's scheme", () => {
  test.each([
    ["", "text/html; charset=utf-8"],
    ["index.html", "text/html; charset=utf-8"],
    ["style.css?v=1", "text/css; charset=utf-8"],
    ["page.js", "text/javascript; charset=utf-8"],
    ["recorded.json", "application/json"],
  ])("serves the page's own file %j, under the strictest policy", async (path, type) => {
    const response = await pageResponse(`${PAGE_URL}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect((await response.text()).length).toBeGreaterThan(100);
    const csp = response.headers.get("content-security-policy");
    expect(csp).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/,
    );
    expect(csp).toContain("require-trusted-types-for 'script'");
    expect(csp).not.toMatch(/unsafe|https?:|\*/);
  });

  test.each([
    "../main/app.js",
    "..%2fmain%2fapp.js",
    "..\\..\\package.json",
    "%2e%2e/package.json",
    "page.ts",
    "page.js.map",
    "nothing.html",
    "sub/page.js",
    "page.js%00.html",
  ])("serves nothing else: %s", async (path) => {
    const response = await pageResponse(`${PAGE_URL}${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("not found");
  });
});

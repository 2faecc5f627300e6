import { expect, test } from "vitest";

import { settingsIn } from "../src/settings.ts";

const GIVEN = { API_URL: "https://api.example.com/v1/me", API_TOKEN: "tok" };

test("the least that a service must be told is the API and the token", () => {
  expect(settingsOf(GIVEN)).toMatchObject({
    port: 0,
    apiToken: "tok",
    tls: {},
    pins: expect.stringMatching(/apps\/pins\.json$/),
  });
});

test.each([
  ["API_URL", { API_URL: undefined }, "API_URL is not set"],
  ["API_URL", { API_URL: "http://api.example.com" }, "API_URL is no https: URL"],
  ["API_TOKEN", { API_TOKEN: "" }, "API_TOKEN is not set"],
  ["PORT", { PORT: "65536" }, "PORT is no port: 65536"],
  ["PORT", { PORT: "-1" }, "PORT is no port: -1"],
])("%s is named where it makes no sense", (_, changed, message) => {
  expect(() => settingsOf({ ...GIVEN, ...changed })).toThrow(message);
});

function settingsOf(environment: Readonly<Record<string, string | undefined>>): object {
  return settingsIn((name) => environment[name]);
}

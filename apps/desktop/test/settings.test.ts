import { describe, expect, test } from "vitest";

import { attackIn, pinsIn, portIn, settingsIn } from "../src/main/settings.ts";

const LEAST = { API_URL: "https://api.example.com/v1/me", API_TOKEN: "tok" };

describe("the settings", () => {
  test("are the API, its token, the policy file and the port", () => {
    expect(settingsIn(LEAST)).toEqual({ apiUrl: new URL(LEAST.API_URL), apiToken: "tok" });
    expect(pinsIn({ PINS: "a.json" })).toBe("a.json");
    expect(pinsIn({})).toMatch(/apps.pins\.json$/);
    expect([portIn({}), portIn({ PORT: "8080" })]).toEqual([0, 8080]);
  });

  test("may say where the attack leads, and who is asked what came of it", () => {
    expect(attackIn({})).toBeUndefined();
    expect(attackIn({ ATTACK_URL: "https://api.example.com:1/" })).toEqual({
      url: new URL("https://api.example.com:1/"),
    });
    const all = { ATTACK_URL: "https://a.example/", ATTACK_SIGHT_URL: "http://127.0.0.1:1/" };
    expect(attackIn(all)?.sightUrl?.href).toBe("http://127.0.0.1:1/");
  });

  test.each([
    ["API_URL is not set", { API_TOKEN: "tok" }],
    ["API_TOKEN is not set", { ...LEAST, API_TOKEN: "" }],
    ["API_URL is no https: URL", { ...LEAST, API_URL: "http://api.example.com/" }],
    ["ATTACK_URL is no https: URL", { ...LEAST, ATTACK_URL: "api" }],
    [
      "ATTACK_SIGHT_URL",
      { ...LEAST, ATTACK_URL: "https://a.example/", ATTACK_SIGHT_URL: "http://a.example/" },
    ],
    ["PORT is no port: 99999", { ...LEAST, PORT: "99999" }],
  ])("that make no sense are named: %s", (message, environment) => {
    expect(() => {
      settingsIn(environment);
      attackIn(environment);
      portIn(environment);
    }).toThrow(message);
  });
});

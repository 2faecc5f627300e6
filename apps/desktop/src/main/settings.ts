import { fileURLToPath } from "node:url";

import type { Attack } from "./attack.ts";

/** What the app is told by its environment. */
export interface Settings {
  /** `API_URL`: the pinned API, `https://…`. */
  readonly apiUrl: URL;
  /** `API_TOKEN`: the secret that the API wants to see. */
  readonly apiToken: string;
}

/** `PINS`: the policy file. Default `apps/pins.json`. */
export function pinsIn(environment: Environment): string {
  return environment["PINS"] ?? fileURLToPath(new URL("../../../pins.json", import.meta.url));
}

/**
 * `PORT`: where the headless service listens, on 127.0.0.1. Default 0, a free one.
 *
 * @throws {Error} It is no port.
 */
export function portIn({ PORT: text = "0" }: Environment): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`PORT is no port: ${text}`);
}

/**
 * Reads what the API needs.
 *
 * @throws {Error} One is missing or makes no sense. It is named.
 */
export function settingsIn(environment: Environment): Settings {
  return {
    apiUrl: urlIn("API_URL", required(environment, "API_URL")),
    apiToken: required(environment, "API_TOKEN"),
  };
}

/**
 * Reads where the attack leads: `ATTACK_URL`, `https://…`, and `ATTACK_SIGHT_URL`, where the attacker's
 * server says what it saw as `{"connections":…,"bytes":…}`.
 *
 * @throws {Error} One makes no sense. It is named.
 */
export function attackIn(environment: Environment): Attack | undefined {
  const { ATTACK_URL: url, ATTACK_SIGHT_URL: sightUrl } = environment;
  if (url === undefined) return undefined;
  const sight =
    sightUrl === undefined ? {} : { sightUrl: loopbackIn("ATTACK_SIGHT_URL", sightUrl) };
  return { url: urlIn("ATTACK_URL", url), ...sight };
}

export type Environment = Readonly<Record<string, string | undefined>>;

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function urlIn(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "https:") return url;
  throw new Error(`${name} is no https: URL: ${text}`);
}

// Not pinned and in clear, so it may only be this machine.
function loopbackIn(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "http:" && url.hostname === "127.0.0.1") return url;
  throw new Error(`${name} is no http://127.0.0.1 URL: ${text}`);
}

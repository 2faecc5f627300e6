import { fileURLToPath } from "node:url";

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

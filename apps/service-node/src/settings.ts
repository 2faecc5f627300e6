import { fileURLToPath } from "node:url";

/** What the service is told by its environment. */
export interface Settings {
  /** `PORT`: where the service listens, on 127.0.0.1. Default 0, a free one. */
  readonly port: number;
  /** `API_URL`: the pinned API, `https://…`. */
  readonly apiUrl: URL;
  /** `API_TOKEN`: the secret that the API wants to see. */
  readonly apiToken: string;
  /** `PINS`: the policy file. Default `apps/pins.json`. */
  readonly pins: string;
}

/**
 * Reads the settings.
 *
 * @throws {Error} One is missing or makes no sense. It is named.
 */
export function settingsIn(environment: Environment): Settings {
  return {
    port: portIn(environment["PORT"] ?? "0"),
    apiUrl: urlIn(required(environment, "API_URL")),
    apiToken: required(environment, "API_TOKEN"),
    pins: environment["PINS"] ?? fileURLToPath(new URL("../../pins.json", import.meta.url)),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function portIn(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`PORT is no port: ${text}`);
}

function urlIn(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "https:") return url;
  throw new Error(`API_URL is no https: URL: ${text}`);
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the service is told by its environment. */
export interface Settings {
  /** `PORT`: where the service listens, on 127.0.0.1. Default 0, a free one. */
  readonly port: number;
  /** `API_URL`: the pinned API, `https://…`. */
  readonly apiUrl: URL;
  /** `API_TOKEN`: the secret that the API wants to see. */
  readonly apiToken: string;
  /** `API_CA`: a PEM file of the CAs that may vouch for the API. Default: those of the runtime. */
  readonly tls: { readonly ca?: string };
  /** `PINS`: the policy file. Default `apps/pins.json`. */
  readonly pins: string;
}

/**
 * Reads the settings.
 *
 * @param variable - Reads one variable: Deno permits each by its name.
 * @throws {Error} One is missing or makes no sense. It is named.
 */
export function settingsIn(variable: Variable): Settings {
  return {
    port: portIn(variable("PORT") ?? "0"),
    apiUrl: urlIn(required(variable, "API_URL")),
    apiToken: required(variable, "API_TOKEN"),
    tls: tlsIn(variable("API_CA")),
    pins: variable("PINS") ?? fileURLToPath(new URL("../../pins.json", import.meta.url)),
  };
}

type Variable = (name: string) => string | undefined;

function required(variable: Variable, name: string): string {
  const value = variable(name);
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

function tlsIn(file: string | undefined): Settings["tls"] {
  return file === undefined ? {} : { ca: readFileSync(file, "utf8") };
}

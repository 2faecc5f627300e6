/** What a host says in its Strict-Transport-Security header (RFC 6797 §6.1). */
export interface Hsts {
  /** Seconds. */
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
}

/** Reads the header. `undefined` where a browser would ignore it (RFC 6797 §8.1). */
export function hstsOf(text: string): Hsts | undefined {
  const directives = text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(directiveOf);
  const names = directives.map(([name]) => name);
  if (new Set(names).size !== names.length) return undefined;
  const maxAge = new Map(directives).get("max-age") ?? "";
  if (!/^[0-9]+$/.test(maxAge)) return undefined;
  return {
    maxAge: Number(maxAge),
    includeSubDomains: names.includes("includesubdomains"),
    preload: names.includes("preload"),
  };
}

function directiveOf(part: string): readonly [string, string] {
  const [name = "", ...value] = part.split("=");
  return [
    name.trim().toLowerCase(),
    value
      .join("=")
      .trim()
      .replace(/^"(.*)"$/, "$1"),
  ];
}

/**
 * Writes JSON so that equal values are equal texts: no white space, keys in the order of their UTF-16
 * code units (RFC 8785). Of numbers it takes safe integers only, which need none of that RFC's rules.
 *
 * @throws {TypeError} The value is not such JSON.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  if (isScalar(value)) return JSON.stringify(value);
  throw new TypeError(`${typeof value} has no canonical JSON`);
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  return value === null || typeof value === "boolean" || typeof value === "string";
}

/** Orders by JSON Pointer: what is the whole policy's first, then rule by rule, 2 before 10. */
export function byPointer(a: Placed, b: Placed): number {
  const [left, right] = [sortKeyOf(a), sortKeyOf(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

interface Placed {
  readonly pointer: string;
}

function sortKeyOf({ pointer }: Placed): string {
  const padded = pointer.replaceAll(/\d+/g, (digits) => digits.padStart(10, "0"));
  return `${pointer.startsWith("/hosts/") ? "1" : "0"}${padded}`;
}

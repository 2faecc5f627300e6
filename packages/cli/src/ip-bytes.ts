import type { Hostname } from "@tlspin/core";

/** Gives the 4 or 16 bytes of a canonical IP address, as subjectAltName holds them (RFC 5280 §4.2.1.6). */
export function ipBytes(address: Hostname): Uint8Array<ArrayBuffer> {
  if (!address.includes(":")) return Uint8Array.from(address.split("."), Number);
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255]),
  );
}

function groupsOf(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

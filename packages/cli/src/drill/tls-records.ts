/**
 * Finds out from the outside whether a TLS client sent application data. Under TLS 1.3 the end of its
 * handshake and its goodbye look the same but for their place and length (RFC 8446 §5.2).
 */
export function applicationDataIn(): (chunk: Buffer) => boolean {
  let pending: Buffer = Buffer.alloc(0);
  const seen: Seen = { isOld: false, cipherChanged: false, encrypted: 0, data: false };
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= HEADER && pending.length >= lengthOf(pending)) {
      note(pending[0] ?? 0, lengthOf(pending) - HEADER, seen);
      pending = pending.subarray(lengthOf(pending));
    }
    return seen.data;
  };
}

interface Seen {
  /** TLS 1.2, which says in clear that a record belongs to the handshake. */
  isOld: boolean;
  cipherChanged: boolean;
  encrypted: number;
  data: boolean;
}

function note(type: number, length: number, seen: Seen): void {
  if (type === CHANGE_CIPHER_SPEC) seen.cipherChanged = true;
  if (type === HANDSHAKE && seen.cipherChanged) seen.isOld = true;
  if (type !== APPLICATION_DATA) return;
  const isGoodbye = length === ALERT && !seen.isOld;
  if (isGoodbye) return;
  seen.encrypted++;
  // Under TLS 1.3 the first is the client's Finished.
  seen.data = seen.encrypted > (seen.isOld ? 0 : 1);
}

function lengthOf(record: Buffer): number {
  return HEADER + record.readUInt16BE(3);
}

const HEADER = 5;
const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
// Two bytes, the type of the content, and a tag of 16.
const ALERT = 19;

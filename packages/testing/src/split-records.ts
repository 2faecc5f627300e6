/**
 * Splits the records of a TLS stream that hold handshake messages in clear (RFC 8446 §5.1) into records of
 * at most so many bytes. No peer may mind: what is authenticated is the messages, not their records.
 */
export function splitRecords(most: number): (chunk: Buffer) => Buffer {
  let waiting: Buffer = Buffer.alloc(0);
  let inClear = true;
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    const passed: Buffer[] = [];
    for (let length = recordIn(waiting); length > 0; length = recordIn(waiting)) {
      const record = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      // After ChangeCipherSpec, what is called a handshake record may be encrypted.
      inClear &&= record[0] === HANDSHAKE;
      passed.push(...(inClear ? split(record, most) : [record]));
    }
    return Buffer.concat(passed);
  };
}

/** How long the first whole record is, or 0. */
function recordIn(bytes: Buffer): number {
  const length = bytes.length < HEADER ? Infinity : HEADER + bytes.readUInt16BE(3);
  return bytes.length < length ? 0 : length;
}

function split(record: Buffer, most: number): Buffer[] {
  const records: Buffer[] = [];
  for (let at = HEADER; at < record.length; at += most) {
    const part = record.subarray(at, at + most);
    records.push(record.subarray(0, 3), Buffer.of(part.length >> 8, part.length & 0xff), part);
  }
  return records;
}

const HEADER = 5;
const HANDSHAKE = 0x16;

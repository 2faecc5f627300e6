import { Duplex } from "node:stream";

/** Two streams, each of which reads what the other writes: a network that needs no permission. */
export function memoryPair(): readonly [Duplex, Duplex] {
  const left: Duplex = endOf(() => right);
  const right: Duplex = endOf(() => left);
  return [left, right];
}

/** Whether a stream is an end of such a pair: what is written into it reaches no network. */
export function isInMemory(stream: unknown): boolean {
  return typeof stream === "object" && stream !== null && BRAND in stream;
}

function endOf(other: () => Duplex): Duplex {
  const end = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => {
      // In a turn of its own, as a network would: neither end runs inside the other's call.
      setImmediate(() => {
        if (!other().destroyed) other().push(chunk);
        done();
      });
    },
    final: (done) => {
      setImmediate(() => {
        if (!other().destroyed) other().push(null);
        done();
      });
    },
    destroy: (error, done) => {
      setImmediate(() => other().destroy());
      done(error);
    },
  });
  return Object.defineProperty(end, BRAND, { value: true });
}

// Of the registry, because a program may hold two copies of this package.
const BRAND = Symbol.for("tlspin.in-memory");

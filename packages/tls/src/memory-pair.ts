import { Duplex } from "node:stream";

/** Two streams, each of which reads what the other writes: a network that needs no permission. */
export function memoryPair(): readonly [Duplex, Duplex] {
  const left: Duplex = endOf(() => right);
  const right: Duplex = endOf(() => left);
  return [left, right];
}

function endOf(other: () => Duplex): Duplex {
  return new Duplex({
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
}

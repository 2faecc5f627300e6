import { connect } from "node:net";

import type { ServerSpec } from "../server-spec.ts";
import type { Speak } from "./protocol.ts";

/** Passes what was decrypted on to a server of this machine that knows the protocol, and its answers back. */
export function forward({ name, forwardTo }: ServerSpec): Speak {
  if (forwardTo === undefined) throw new Error(`${name} forwards, and does not say to which port`);
  return (stream) => {
    const backend = connect(forwardTo, "127.0.0.1");
    backend.on("error", () => stream.destroy()).on("close", () => stream.end());
    stream.on("close", () => backend.destroy());
    stream.pipe(backend).pipe(stream);
  };
}

import type { Hostname } from "@tlspin/core";

import { refused, StarttlsRefused } from "./refused.ts";
import type { Wire } from "./wire.ts";

/** RFC 6120 §5.4, as a client. */
export async function xmpp(wire: Wire, host: Hostname): Promise<void> {
  wire.send(
    `<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='${host}' version='1.0' ` +
      "xmlns:stream='http://etherx.jabber.org/streams'>",
  );
  const features = await wire.through(STREAM_ANSWER);
  if (!features.includes(NAMESPACE)) throw new StarttlsRefused("it does not offer STARTTLS");
  wire.send(`<starttls xmlns='${NAMESPACE}'/>`);
  const answer = await wire.through(/<[^<>]*>/);
  if (!answer.trimStart().startsWith("<proceed")) throw refused(answer);
}

const NAMESPACE = "urn:ietf:params:xml:ns:xmpp-tls";

// The features, or an error, or the end.
const STREAM_ANSWER = /<\/stream:(?:features|error|stream)>|<stream:features\s*\/>/;

import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from "node:tls";

import { hookTimes } from "./adapter.ts";
import { lookUpHere } from "./look-up-here.ts";
import { HOST } from "./pki.ts";
import type { ServedPki } from "./scene.ts";

/** A check of a peer, which is timed. */
export type Check = (host: string, certificate: PeerCertificate) => void;

/** How ordinary code connects, with one context for all connections: a full handshake each time. */
export function plainDialler({ ca, ports }: ServedPki, check: Check): () => Promise<TLSSocket> {
  const secureContext = createSecureContext({ ca, minVersion: "TLSv1.3" });
  const [port = 0] = ports;
  return () => dialPlain({ port, secureContext }, check);
}

function dialPlain(
  { port, secureContext }: { readonly port: number; readonly secureContext: SecureContext },
  check: Check,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: HOST,
      port,
      lookup: lookUpHere,
      secureContext,
      checkServerIdentity: (host, certificate) => {
        const from = process.hrtime.bigint();
        check(host, certificate);
        hookTimes.push(Number(process.hrtime.bigint() - from) / 1000);
        return undefined;
      },
    });
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** What a runtime does where nobody gives a check. */
export function ownCheck(host: string, certificate: PeerCertificate): void {
  const fault = checkServerIdentity(host, certificate);
  if (fault !== undefined) throw fault;
}

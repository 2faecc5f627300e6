import type { Socket } from "node:net";

import type { Hostname } from "@tlspin/core";

import { ldap } from "./ldap.ts";
import { imap, pop3, smtp } from "./mail.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { StarttlsRefused } from "./refused.ts";
import { type Wire, wireOf } from "./wire.ts";
import { xmpp } from "./xmpp.ts";

/** A protocol that begins in clear and turns to TLS when it is asked to. */
export type StarttlsProtocol = "smtp" | "imap" | "pop3" | "ldap" | "postgres" | "mysql" | "xmpp";

/**
 * Asks a service for TLS, and says nothing else. The next byte on the connection is to be TLS.
 *
 * @throws {StarttlsRefused} The service has no TLS, or somebody in between says so; or something in clear
 * came with the go-ahead, which would pass for what was said under TLS (CVE-2011-0411).
 */
export async function startTls(
  socket: Socket,
  protocol: StarttlsProtocol,
  host: Hostname,
): Promise<void> {
  const wire = wireOf(socket);
  let rest: Buffer | undefined;
  try {
    await PREAMBLES[protocol](wire, host);
  } finally {
    rest = wire.release();
  }
  if (rest.length > 0) throw new StarttlsRefused("it sent text in clear after its go-ahead");
}

/** The port that clients of the protocol dial where none is named. */
export const STARTTLS_PORTS: Readonly<Record<StarttlsProtocol, number>> = {
  smtp: 587,
  imap: 143,
  pop3: 110,
  ldap: 389,
  postgres: 5432,
  mysql: 3306,
  xmpp: 5222,
};

/** All of them. */
export const STARTTLS_PROTOCOLS: readonly StarttlsProtocol[] = [
  "smtp",
  "imap",
  "pop3",
  "ldap",
  "postgres",
  "mysql",
  "xmpp",
];

const PREAMBLES: Readonly<Record<StarttlsProtocol, (wire: Wire, host: Hostname) => Promise<void>>> =
  { smtp, imap, pop3, ldap, postgres, mysql, xmpp };

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

import type { StarttlsProtocol } from "../src/starttls/start-tls.ts";

/** A fake of a service: it speaks as much of its protocol as leads to TLS, or refuses to. */
export interface StarttlsFake {
  readonly port: number;
  /** What it was told in clear, over all connections. */
  heard(): string;
  /** Application bytes that it was sent under TLS. */
  secretBytes(): number;
  close(): void;
}

/** How a fake behaves. `strip` takes TLS out as somebody in between would; `inject` adds text in clear. */
export interface FakeOptions {
  readonly identity: { readonly cert: string; readonly key: string };
  readonly strip?: boolean;
  readonly inject?: string;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startFake(
  protocol: StarttlsProtocol,
  options: FakeOptions,
): Promise<StarttlsFake> {
  const counts = { heard: "", secretBytes: 0 };
  const server = createServer((socket) => converse(socket, { ...options, protocol, counts }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    heard: () => counts.heard,
    secretBytes: () => counts.secretBytes,
    close: () => void server.close(),
  };
}

interface Conversation extends FakeOptions {
  readonly protocol: StarttlsProtocol;
  readonly counts: { heard: string; secretBytes: number };
}

function converse(socket: Socket, conversation: Conversation): void {
  const { protocol, strip = false, inject = "", counts } = conversation;
  const script = SCRIPTS[protocol];
  const turns = [...(strip ? script.strip : script.turns)];
  let heard = "";
  socket.on("error", () => socket.destroy());
  if (script.greeting !== undefined) socket.write(binary(script.greeting(strip)));
  socket.on("data", function hear(chunk: Buffer) {
    heard += chunk.toString("latin1");
    counts.heard += chunk.toString("latin1");
    const [turn] = turns;
    if (turn === undefined || !turn.when.test(heard)) return;
    turns.shift();
    const isLast = turns.length === 0 && !strip;
    if (isLast) socket.off("data", hear);
    socket.write(binary(turn.say + (isLast ? inject : "")));
    if (isLast) secure(socket, conversation);
  });
}

function secure(socket: Socket, { identity, counts }: Conversation): void {
  const tls = new TLSSocket(socket, { isServer: true, ...identity });
  tls.on("data", (chunk: Buffer) => (counts.secretBytes += chunk.length));
  tls.on("error", () => socket.destroy());
}

interface Turn {
  readonly when: RegExp;
  readonly say: string;
}

interface Script {
  readonly greeting?: (strip: boolean) => string;
  readonly turns: readonly Turn[];
  readonly strip: readonly Turn[];
}

function binary(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** Protocol 10, a version, and capabilities with or without CLIENT_SSL. */
function mysqlGreeting(strip: boolean): string {
  const body = `\u000a8.0.0-fake\0\u0001\0\0\0saltsalt\0\u0000${strip ? "\u00f7" : "\u00ff"}`;
  const rest = `\u002d\u0002\0\u00ff\u00df\u0015${"\0".repeat(10)}moresalt1234\0mysql_native_password\0`;
  const length = body.length + rest.length;
  return `${String.fromCodePoint(length & 0xff, length >> 8)}\0\0${body}${rest}`;
}

const XMPP_OPEN =
  "<?xml version='1.0'?><stream:stream from='x' id='1' version='1.0' " +
  "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
const XMPP_TLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>";

const SCRIPTS: Readonly<Record<StarttlsProtocol, Script>> = {
  smtp: {
    greeting: () => "220-mail.example.com ESMTP\r\n220 ready\r\n",
    turns: [
      { when: /EHLO \S+\r\n$/, say: "250-mail.example.com\r\n250-STARTTLS\r\n250 8BITMIME\r\n" },
      { when: /STARTTLS\r\n$/, say: "220 go ahead\r\n" },
    ],
    strip: [{ when: /EHLO \S+\r\n$/, say: "250-mail.example.com\r\n250 XXXXXXXA\r\n" }],
  },
  imap: {
    greeting: () => "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n",
    turns: [{ when: /^a1 STARTTLS\r\n$/, say: "* OK still here\r\na1 OK begin\r\n" }],
    strip: [{ when: /^a1 STARTTLS\r\n$/, say: "a1 BAD unknown command\r\n" }],
  },
  pop3: {
    greeting: () => "+OK ready\r\n",
    turns: [{ when: /^STLS\r\n$/, say: "+OK begin\r\n" }],
    strip: [{ when: /^STLS\r\n$/, say: "-ERR unknown command\r\n" }],
  },
  ldap: {
    turns: [
      // Lengths in five bytes, as Active Directory writes them.
      {
        when: /1\.3\.6\.1\.4\.1\.1466\.20037$/,
        say: "0\u0084\0\0\0\u0010\u0002\u0001\u0001x\u0084\0\0\0\u0007\u000a\u0001\0\u0004\0\u0004\0",
      },
    ],
    strip: [
      {
        when: /1\.3\.6\.1\.4\.1\.1466\.20037$/,
        say: "0\u000c\u0002\u0001\u0001x\u0007\u000a\u0001\u0034\u0004\0\u0004\0",
      },
    ],
  },
  postgres: {
    turns: [{ when: /^\0\0\0\u0008\u0004\u00d2\u0016\u002f$/, say: "S" }],
    strip: [{ when: /^\0\0\0\u0008\u0004\u00d2\u0016\u002f$/, say: "N" }],
  },
  mysql: {
    greeting: mysqlGreeting,
    turns: [{ when: /^\u0020\0\0\u0001[\s\S]{32}$/, say: "" }],
    strip: [],
  },
  xmpp: {
    turns: [
      {
        when: /<stream:stream [^>]*to='api\.example\.com'[^>]*>$/,
        say: `${XMPP_OPEN}<stream:features>${XMPP_TLS}</stream:features>`,
      },
      {
        when: /<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'\/>$/,
        say: "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
      },
    ],
    strip: [
      {
        when: /<stream:stream [^>]*>$/,
        say: `${XMPP_OPEN}<stream:features><mechanisms/></stream:features>`,
      },
    ],
  },
};

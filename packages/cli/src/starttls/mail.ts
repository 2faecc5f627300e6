import { refused, StarttlsRefused } from "./refused.ts";
import type { Wire } from "./wire.ts";

/** RFC 3207. */
export async function smtp(wire: Wire): Promise<void> {
  await smtpReply(wire, "220");
  wire.send("EHLO tlspin.invalid\r\n");
  const extensions = await smtpReply(wire, "250");
  if (!extensions.some((line) => /^250[ -]STARTTLS\b/i.test(line))) {
    throw new StarttlsRefused("it does not offer STARTTLS");
  }
  wire.send("STARTTLS\r\n");
  await smtpReply(wire, "220");
}

/** RFC 9051 §6.2.1. */
export async function imap(wire: Wire): Promise<void> {
  const greeting = await wire.line();
  if (!/^\* OK\b/i.test(greeting)) throw refused(greeting);
  wire.send("a1 STARTTLS\r\n");
  const answer = await taggedLine(wire, MOST_LINES);
  if (!/^a1 OK\b/i.test(answer)) throw refused(answer);
}

/** RFC 2595 §4. */
export async function pop3(wire: Wire): Promise<void> {
  const greeting = await wire.line();
  if (!greeting.startsWith("+OK")) throw refused(greeting);
  wire.send("STLS\r\n");
  const answer = await wire.line();
  if (!answer.startsWith("+OK")) throw refused(answer);
}

/** The lines of one reply: those with a hyphen go on. */
async function smtpReply(wire: Wire, code: string, lines: string[] = []): Promise<string[]> {
  const line = await wire.line();
  if (!line.startsWith(code) || lines.length === MOST_LINES) throw refused(line);
  lines.push(line);
  return line[code.length] === "-" ? smtpReply(wire, code, lines) : lines;
}

async function taggedLine(wire: Wire, left: number): Promise<string> {
  const line = await wire.line();
  return left > 0 && line.startsWith("* ") ? taggedLine(wire, left - 1) : line;
}

const MOST_LINES = 100;

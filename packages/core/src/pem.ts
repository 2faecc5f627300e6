import { decodeBase64 } from "./base64.ts";
import { CertificateError } from "./errors.ts";

/** One block of a PEM file. */
export interface PemBlock {
  /** What the block says it holds: `CERTIFICATE`, `CERTIFICATE REQUEST`, `PUBLIC KEY`, … */
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * Reads the PEM blocks (RFC 7468) of a text, in its order. Text between blocks is allowed, as the
 * files of many tools have it (§5.2); text within one is not.
 *
 * @throws {CertificateError} There is no block, or one is damaged. None is skipped.
 */
export function parsePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const boundary = BOUNDARY.exec(line);
    if (open === undefined) {
      if (boundary !== null) open = openBlock(boundary);
      else if (line.includes("-----BEGIN")) throw new CertificateError("a PEM boundary is damaged");
    } else if (boundary !== null) {
      blocks.push(closeBlock(open, boundary));
      open = undefined;
    } else open.lines.push(line.trim());
  }
  if (open !== undefined) throw new CertificateError(`PEM block ${open.label} has no end`);
  if (blocks.length === 0) throw new CertificateError("no PEM block");
  return blocks;
}

interface OpenBlock {
  readonly label: string;
  readonly lines: string[];
}

function openBlock([, word, label = ""]: RegExpExecArray): OpenBlock {
  if (word !== "BEGIN") throw new CertificateError(`PEM block ${label} has no beginning`);
  return { label, lines: [] };
}

function closeBlock({ label, lines }: OpenBlock, [, word, end]: RegExpExecArray): PemBlock {
  if (word !== "END" || end !== label) throw new CertificateError(`PEM block ${label} has no end`);
  const der = decodeBase64(lines.join(""));
  if (der === undefined) throw new CertificateError(`PEM block ${label} is not canonical base64`);
  if (der.length === 0) throw new CertificateError(`PEM block ${label} is empty`);
  return { label, der };
}

// Labels are printable ASCII without "-" (§3); spaces after a boundary are tolerated (§2).
const BOUNDARY = /^-----(BEGIN|END) ([!-,.-~]+(?: [!-,.-~]+)*)-----[ \t]*$/;

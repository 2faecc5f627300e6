import { StarttlsRefused } from "./refused.ts";
import type { Wire } from "./wire.ts";

/** RFC 4511 §4.14: an extended operation with the identifier of StartTLS. */
export async function ldap(wire: Wire): Promise<void> {
  wire.send(START_TLS);
  const code = resultCodeIn(await elementFrom(wire));
  if (code === undefined) throw new StarttlsRefused("its answer is not LDAP's");
  if (code !== 0) throw new StarttlsRefused(`it answered with result code ${code}`);
}

function resultCodeIn({ tag, content }: Element): number | undefined {
  const [, response] = tag === SEQUENCE ? elementsIn(content) : [];
  if (response?.tag !== EXTENDED_RESPONSE) return undefined;
  const [result] = elementsIn(response.content);
  return result?.tag === ENUMERATED ? numberIn(result.content) : undefined;
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

async function elementFrom(wire: Wire): Promise<Element> {
  const [tag = 0, first = 0] = await wire.bytes(2);
  const length = first < 0x80 ? first : numberIn(await wire.bytes(first & 0x7f));
  if (!(length <= LONGEST)) throw new StarttlsRefused("its answer is not LDAP's");
  return { tag, content: await wire.bytes(length) };
}

/** LDAP is BER, so that a length may take more bytes than it needs (Active Directory: always five). */
function elementsIn(content: Buffer): readonly Element[] {
  const [tag, first] = content;
  if (tag === undefined || first === undefined) return [];
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const length = extra === 0 ? first : numberIn(content.subarray(2, 2 + extra));
  const end = 2 + extra + length;
  if (end > content.length) return [];
  return [{ tag, content: content.subarray(2 + extra, end) }, ...elementsIn(content.subarray(end))];
}

function numberIn(bytes: Buffer): number {
  return bytes.length === 0 ? Number.NaN : Number.parseInt(bytes.toString("hex"), 16);
}

const START_TLS = Buffer.from(
  `301d02010177188016${Buffer.from("1.3.6.1.4.1.1466.20037").toString("hex")}`,
  "hex",
);

const SEQUENCE = 0x30;
const EXTENDED_RESPONSE = 0x78;
const ENUMERATED = 0x0a;

const LONGEST = 16 * 1024;

import type { LiveFacts } from "./audit-address.ts";
import { type Check, error, info, notChecked, ok, warning } from "./check.ts";
import type { ProbeAnswer, ProbeAnswers, TlsVersion, WeakCipher } from "./probe.ts";

/** Which versions of TLS the server accepts. Those that RFC 8996 forbids must be refused. */
export function versionChecks({ versions }: ProbeAnswers): readonly Check[] {
  return [
    ...(["TLSv1", "TLSv1.1"] as const).map((version) => oldCheck(version, versions[version])),
    ...(["TLSv1.2", "TLSv1.3"] as const).map((version) => newCheck(version, versions[version])),
  ];
}

/** What was agreed on, and which weak ciphers the server would agree on (RFC 9325 §4). */
export function cipherChecks(
  { weak }: ProbeAnswers,
  live: LiveFacts | undefined,
): readonly Check[] {
  const agreed = live === undefined ? [] : [agreedCheck(live)];
  return [...agreed, ...WEAK.map((kind) => weakCheck(kind, weak[kind]))];
}

function oldCheck(version: TlsVersion, answer: ProbeAnswer): Check {
  const name = NAMES[version];
  if (answer.answer === "not-checked") return notChecked("tls-version", `${name}: ${answer.why}`);
  if (answer.answer === "refused") return ok("tls-version", `refuses ${name}`);
  return error("tls-version", `accepts ${name}`, "switch it off (RFC 8996)");
}

function newCheck(version: TlsVersion, answer: ProbeAnswer): Check {
  const name = NAMES[version];
  if (answer.answer === "not-checked") return notChecked("tls-version", `${name}: ${answer.why}`);
  if (answer.answer === "accepted") return ok("tls-version", `accepts ${name}`);
  return info("tls-version", `refuses ${name}`);
}

function agreedCheck({ dialled }: LiveFacts): Check {
  return ok("cipher", `${dialled.cipher} (${NAMES[dialled.protocol] ?? dialled.protocol})`);
}

function weakCheck(kind: WeakCipher, answer: ProbeAnswer): Check {
  const { name, isBroken } = KINDS[kind];
  if (answer.answer === "not-checked") return notChecked("cipher", `${name}: ${answer.why}`);
  if (answer.answer === "refused") return ok("cipher", `refuses ${name}`);
  const found = isBroken ? error : warning;
  return found("cipher", `accepts ${name}`, "allow ECDHE with AES-GCM or ChaCha20 only");
}

const NAMES: Readonly<Record<string, string>> = {
  TLSv1: "TLS 1.0",
  "TLSv1.1": "TLS 1.1",
  "TLSv1.2": "TLS 1.2",
  "TLSv1.3": "TLS 1.3",
} satisfies Record<TlsVersion, string>;

const WEAK: readonly WeakCipher[] = ["cbc", "rsa", "anonymous"];

const KINDS: Readonly<Record<WeakCipher, { readonly name: string; readonly isBroken: boolean }>> = {
  cbc: { name: "CBC ciphers", isBroken: false },
  rsa: { name: "RSA key exchange", isBroken: false },
  anonymous: { name: "anonymous ciphers", isBroken: true },
};

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
  const name = nameOf(version);
  if (answer.answer === "not-checked")
    return notChecked(["tls-version", name], `${name}: ${answer.why}`);
  if (answer.answer === "refused") return ok(["tls-version", name], `refuses ${name}`);
  return error(["tls-version", name], `accepts ${name}`, "switch it off (RFC 8996)");
}

function newCheck(version: TlsVersion, answer: ProbeAnswer): Check {
  const name = nameOf(version);
  if (answer.answer === "not-checked")
    return notChecked(["tls-version", name], `${name}: ${answer.why}`);
  if (answer.answer === "accepted") return ok(["tls-version", name], `accepts ${name}`);
  return info(["tls-version", name], `refuses ${name}`);
}

function agreedCheck({ dialled }: LiveFacts): Check {
  return ok("cipher", `${dialled.cipher} (${nameOf(dialled.protocol)})`);
}

function weakCheck(kind: WeakCipher, answer: ProbeAnswer): Check {
  const { name, isBroken } = KINDS[kind];
  if (answer.answer === "not-checked")
    return notChecked(["cipher", name], `${name}: ${answer.why}`);
  if (answer.answer === "refused") return ok(["cipher", name], `refuses ${name}`);
  const found = isBroken ? error : warning;
  return found(["cipher", name], `accepts ${name}`, "allow ECDHE with AES-GCM or ChaCha20 only");
}

/** As people spell it. */
function nameOf(version: string): string {
  return version === "TLSv1" ? "TLS 1.0" : version.replace("TLSv", "TLS ");
}

const WEAK: readonly WeakCipher[] = ["cbc", "rsa", "anonymous"];

const KINDS: Readonly<Record<WeakCipher, { readonly name: string; readonly isBroken: boolean }>> = {
  cbc: { name: "CBC ciphers", isBroken: false },
  rsa: { name: "RSA key exchange", isBroken: false },
  anonymous: { name: "anonymous ciphers", isBroken: true },
};

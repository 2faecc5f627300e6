import { type Certificate, detailsOf } from "./certificate.ts";
import type { Peer } from "./evaluate.ts";
import { pinOf } from "./pin.ts";
import type { HostRule, Pin } from "./policy.ts";
import { admit } from "./presented.ts";
import type { Reason, Verdict } from "./verdict.ts";

/**
 * Explains a verdict to an operator, in the layout that OkHttp made familiar: the peer's chain in the
 * spelling that a policy takes, then the pins, then what to do. An allowed connection gets one line.
 */
export function describeVerdict(verdict: Verdict, peer: Peer): string {
  const found = verdict.wouldReject ?? verdict.reason;
  const summary = `${printable(verdict.hostname)}: ${SUMMARIES[found]}`;
  const decision = decisionLine(verdict);
  if (verdict.decision === "allow" && verdict.wouldReject === undefined)
    return `${summary}: ${decision}`;

  const advice = ADVICE[found];
  return [
    summary,
    ...evidenceLines(verdict, peer),
    `  Decision: ${decision}, policy revision ${verdict.revision}`,
    ...(advice === undefined ? [] : [`  What to do: ${advice}`]),
  ].join("\n");
}

/** A host that no rule covers is refused unseen: there is nothing to show. */
function evidenceLines({ rule }: Verdict, peer: Peer): readonly string[] {
  if (rule === undefined) return peer.chain.ders.length === 0 ? [] : chainLines(peer);
  return [...chainLines(peer), ...pinLines(rule)];
}

function decisionLine({ decision, reason, pin, wouldReject }: Verdict): string {
  if (pin !== undefined) return `${pin.backup ? "backup pin in use" : reason}, ${pin.pin}`;
  if (wouldReject === undefined) return `${decision} (${reason})`;
  return `${decision} (${reason}; enforce would reject: ${wouldReject})`;
}

function chainLines({ chain }: Peer): readonly string[] {
  const shown = chain.ders.slice(0, MOST_SHOWN).map((der) => `    ${certificateLine(der)}`);
  const left = chain.ders.length - shown.length;
  return [
    "  Peer certificate chain:",
    ...(shown.length === 0 ? ["    (none)"] : shown),
    ...(left === 0 ? [] : [`    (and ${left} more)`]),
  ];
}

function certificateLine(der: Uint8Array): string {
  const certificate = admit(der);
  if (certificate === undefined) return "(not a certificate in strict DER)";
  return `${pinOf(certificate.spki)}: ${subjectOf(certificate)}`;
}

function subjectOf(certificate: Certificate): string {
  try {
    const { subject } = detailsOf(certificate);
    return subject.text === "" ? "(no subject)" : printable(subject.text);
  } catch {
    return "(unreadable subject)";
  }
}

function pinLines(rule: HostRule): readonly string[] {
  if (rule.exclude === true) return [];
  return [
    `  Pins for ${rule.host}${rule.includeSubdomains ? " and its subdomains" : ""}:`,
    ...rule.pins.map((pin) => pinLine(pin, "")),
    ...rule.backupPins.map((pin) => pinLine(pin, "backup")),
    ...rule.distrusted.map((key) => pinLine({ ...key, at: "leaf" }, "distrusted")),
    ...(rule.expires === undefined ? [] : [`  Pins expire: ${rule.expires} (UTC, inclusive)`]),
  ];
}

function pinLine(pin: Pin, role: string): string {
  const text = "spki" in pin ? pin.spki : pin.certificate;
  const remarks = [
    ...(role === "" ? [] : [role]),
    ...(pin.at === "ca" ? ["CA"] : []),
    ...("certificate" in pin ? ["whole certificate"] : []),
    ...(pin.note === undefined ? [] : [printable(pin.note)]),
  ];
  return `    ${text}${remarks.length === 0 ? "" : ` (${remarks.join("; ")})`}`;
}

/** Names come from the peer: control characters and text direction marks must not reach a terminal. */
function printable(text: string): string {
  const shown = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
  return shown.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const MOST_SHOWN = 10;

const LONGEST_NAME = 200;

const SUMMARIES: Readonly<Record<Reason, string>> = {
  "pin-matched": "a pin matches",
  "host-unlisted": "the policy does not list this host",
  "host-excluded": "the policy excludes this host, so ordinary TLS validation decides",
  "report-only": "a mismatch that is only reported",
  "pins-expired": "the pins have expired",
  "host-invalid": "this is no host name that a policy can be asked about",
  "clock-invalid": "the time to judge at is no date",
  "clock-before-issued": "the clock shows a time before the policy was issued",
  "chain-empty": "the peer presented no certificate",
  "certificate-malformed": "the peer presented a certificate that is not strict DER",
  "key-distrusted": "the peer's key, or a CA that vouches for it, is distrusted",
  "no-pin-matched": "no certificate that vouches for this host matches a pin",
  "pinned-ca-not-vouching":
    "a pinned CA was served, but it does not vouch for this host's certificate",
  "signature-unsupported":
    "this runtime cannot verify a signature between the host and a pinned CA",
  "path-budget-exhausted": "the chain takes more work to check than any honest one",
  "internal-error": "the peer could not be judged",
  "hook-not-run": "the runtime did not run the check of the peer",
  "not-authorized": "the runtime did not accept the peer's certificate",
  "session-resumed": "a resumed session shows no certificate to judge",
  "protocol-too-old": "the connection uses a TLS version below the policy's minimum",
  "cipher-weak": "the connection uses a cipher without forward secrecy or authentication of data",
  "generation-changed": "the policy changed while the connection was made",
  "redirect-refused": "a redirect would leave the pinned hosts",
  "in-clear": "HTTP in clear to this host would prove nobody's key",
};

const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  "host-unlisted": 'add a rule for the host, or an "exclude" rule if it is not to be pinned',
  "pins-expired": "ship a policy with a later expiry, or rotate the pins",
  "host-invalid": "connect to the host by its ASCII name or its IP address",
  "clock-invalid": "check the clock of this machine",
  "clock-before-issued": "check the clock of this machine",
  "chain-empty": "check what answers at this address: a TLS server shows a certificate",
  "certificate-malformed": "compare with the certificate that you deployed: this one was altered",
  "key-distrusted": "treat this as an attack with a stolen key until you know better",
  "no-pin-matched":
    "if you rotated the key, ship its pin; if not, something between you and the host intercepts",
  "pinned-ca-not-vouching": "treat this as an attack: someone shows your CA without its signature",
  "signature-unsupported": "pin the leaf's key, or use a CA with an ECDSA P-256 or RSA key",
  "path-budget-exhausted": "serve only the certificates that lead to the CA",
  "internal-error": "report this with the chain that was served",
  "hook-not-run": "use a measured version of the runtime",
  "not-authorized": "check that the host's CA is trusted here",
  "session-resumed": "leave session resumption to tlspin's doors",
  "protocol-too-old": "upgrade the server to TLS 1.2 or newer",
  "cipher-weak": "enable ECDHE with AES-GCM or ChaCha20-Poly1305 on the server",
  "generation-changed": "connect again",
  "redirect-refused":
    "name the host in allowRedirectTo if the redirect is meant; never redirect to http:",
  "in-clear": "use https:",
};

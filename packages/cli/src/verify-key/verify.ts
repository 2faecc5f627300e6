import { X509Certificate } from "node:crypto";

import { type Hostname, isIpAddress, type SpkiPin } from "@tlspin/core";

import { daysUntil } from "../check/certificate-checks.ts";
import type { Check } from "../check/check.ts";
import type { PromisedKey } from "./promised-key.ts";
import type { Subject } from "./subject.ts";

/** What is looked at. Stable: programs read it. */
export type VerifyCheckId = "key" | "private-key" | "names" | "dates" | "trust";

/** One of them, and how it stands. */
export type VerifyCheck = Check<VerifyCheckId>;

/** What a certificate has to keep. */
export interface Promises {
  readonly keys: readonly PromisedKey[];
  /** The private key that the server is to use, where it was named. */
  readonly privateKey: PromisedKey | undefined;
  readonly minDays: number;
  readonly at: Date;
}

/** Compares a certificate with what was promised. Nothing is left out: each check passes or fails. */
export function verify(subject: Subject, promises: Promises): readonly VerifyCheck[] {
  const { privateKey } = promises;
  return [
    keyCheck(subject, promises.keys),
    ...(privateKey === undefined ? [] : [privateKeyCheck(subject.leaf.pin, privateKey)]),
    namesCheck(subject),
    datesCheck(subject, promises),
    ...trustChecks(subject),
  ];
}

function keyCheck({ leaf }: Subject, keys: readonly PromisedKey[]): VerifyCheck {
  const kept = keys.find(({ pin }) => pin === leaf.pin);
  if (kept !== undefined) {
    return ok("key", kept.name === kept.pin ? "is the promised one" : `is that of ${kept.name}`);
  }
  const promised = keys.map(({ name, pin }) => (name === pin ? pin : `${pin} (${name})`));
  const found = ["is not the promised one", "promised:", ...promised].join("\n");
  return error("key", found, "do not deploy it; have it issued for the promised key's CSR");
}

function privateKeyCheck(pin: SpkiPin, { name, pin: deployed }: PromisedKey): VerifyCheck {
  if (pin === deployed) return ok("private-key", `${name} belongs to the certificate`);
  const todo = "a server cannot start with these two; deploy the key that the certificate is for";
  return error("private-key", `${name} belongs to another certificate\n${deployed}`, todo);
}

function namesCheck({ hosts, der }: Subject): VerifyCheck {
  const missing = hosts.filter((host) => !names(der, host));
  if (missing.length === 0) return ok("names", `covers ${hosts.join(", ")}`);
  const todo = "make a CSR that names them: tlspin key csr KEY --host …";
  return error("names", `does not cover ${missing.join(", ")}`, todo);
}

/** By subjectAltName alone: public CAs and browsers no longer read a common name as a host. */
function names(der: Uint8Array, host: Hostname): boolean {
  try {
    const certificate = new X509Certificate(der);
    const found = isIpAddress(host)
      ? certificate.checkIP(host)
      : certificate.checkHost(host, { subject: "never", partialWildcards: false });
    return found !== undefined;
  } catch {
    return false; // Node.js cannot read it, so neither can an app on it
  }
}

function datesCheck({ leaf }: Subject, { at, minDays }: Promises): VerifyCheck {
  const { notBefore, notAfter } = leaf.certificate ?? {};
  if (notBefore === undefined || notAfter === undefined) {
    return error("dates", "cannot be read", "do not deploy it; have it issued again");
  }
  const days = daysUntil(notAfter, at);
  const left = `${days} days left, until ${notAfter.slice(0, 10)}`;
  if (at < new Date(notBefore)) {
    return error("dates", `not valid before ${notBefore}`, "wait, or check this machine's clock");
  }
  if (days < 0) return error("dates", `expired ${notAfter.slice(0, 10)}`, "renew it");
  if (days >= minDays) return ok("dates", left);
  const todo = "renew it; if it was renewed, make the server load the new file";
  return error("dates", `${left}, fewer than ${minDays}`, todo);
}

function trustChecks({ trust }: Subject): readonly VerifyCheck[] {
  if (trust === undefined) return [];
  if (trust.refusal === undefined) return [ok("trust", "ordinary TLS validation accepts it")];
  const todo = "mend the chain that the server sends, or give its CA with --ca";
  return [error("trust", trust.refusal, todo)];
}

function ok(id: VerifyCheckId, message: string): VerifyCheck {
  return { id, status: "ok", message };
}

function error(id: VerifyCheckId, message: string, todo: string): VerifyCheck {
  return { id, status: "error", message, todo };
}

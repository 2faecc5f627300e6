import type { CertificateDetails, KeyAlgorithm } from "@tlspin/core";

import { renewerOf } from "../providers.ts";
import type { Found, Remark, Rule } from "../rule.ts";
import type { PinnedRule, PlacedPin, Subject } from "../subject.ts";

/** What a pinned key should not be. */
export const KEY_RULES: readonly Rule[] = [
  {
    id: "weak-key",
    title: "A pinned key is too short",
    severity: "error",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeStrength(subject, pinned)),
  },
  {
    id: "one-key-type",
    title: "All pins of a rule are of one kind of key",
    severity: "info",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeTypes(subject, pinned)),
  },
  {
    id: "managed-leaf-key",
    title: "A program changes the pinned key of the server",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeRenewal(subject, pinned)),
  },
];

function judgeStrength({ known }: Subject, { rule, pins }: PinnedRule): readonly Remark[] {
  return pins.flatMap(({ pin, pointer }): readonly Remark[] => {
    const algorithm = known.algorithmOf(pin);
    const place = { pointer, host: rule.host };
    if (algorithm === undefined) return [{ ...place, needs: neededFor(pin) }];
    if (algorithm.type === "other") return [{ ...place, severity: "info", ...UNKNOWN }];
    if (!("bits" in algorithm) || algorithm.bits >= LEAST_RSA) return [];
    const message = `is an RSA key of ${algorithm.bits} bits, which can be broken`;
    return [{ ...place, message, fix: "make a key of P-256, or RSA 3072" }];
  });
}

function judgeTypes({ known }: Subject, { rule, pointer, pins }: PinnedRule): readonly Remark[] {
  const types = pins.map(({ pin }) => known.algorithmOf(pin)?.type);
  const told = new Set(types.filter((type) => type !== undefined));
  if (told.size > 1 || pins.length < 2) return [];
  const unknown = pins.find(({ pin }) => known.algorithmOf(pin) === undefined);
  if (unknown !== undefined) {
    return [{ pointer: unknown.pointer, host: rule.host, needs: neededFor(unknown.pin) }];
  }
  const [type = "other"] = told;
  const message = `every pin is of ${TYPE_NAMES[type]}: one weakness of that kind, or of the program that made them, takes them all`;
  const fix = "make the next backup key of another kind";
  return [{ pointer, host: rule.host, message, fix }];
}

/** A key is known from a chain where it is served, else from its file or CSR. */
function neededFor(pin: PlacedPin["pin"]): "chain" | "keys" {
  return "certificate" in pin || pin.at === "ca" ? "chain" : "keys";
}

function judgeRenewal(subject: Subject, pinned: PinnedRule): readonly Remark[] {
  const { rule, pointer, chains } = pinned;
  const leafPins = pinned.pins.filter(({ pin }) => pin.at === "leaf" && "spki" in pin);
  if (leafPins.length === 0) return [];
  if (chains.length === 0) return [{ pointer: `${pointer}/pins`, host: rule.host, needs: "chain" }];
  return leafPins.flatMap((placed) => renewed(subject, placed, rule.host));
}

function renewed({ known }: Subject, { pin, pointer }: PlacedPin, host: string): readonly Found[] {
  const certificates = known.certificatesOf(pin);
  const [certificate] = certificates;
  if (certificate === undefined) return [];

  const ca = renewerOf(certificate);
  if (ca === undefined) return [];
  if (ca.keepsKey === "never") return [managed(pointer, host, ca.name)];
  // Somebody who holds the key hands its CSR to the CA.
  const isKept = isReused(certificates) || known.heldIn(pin) !== undefined;
  return isKept ? [] : [automatic(pointer, host, ca.name)];
}

/** Two certificates of one key prove that it outlives them. */
function isReused(certificates: readonly CertificateDetails[]): boolean {
  return new Set(certificates.map(({ serialNumber }) => serialNumber)).size > 1;
}

function managed(pointer: string, host: string, name: string): Found {
  const message = `${name} issued its certificate, and makes a new key at each renewal: this pin then cuts off every user`;
  const fix = "bring a key of your own (an imported certificate), or do not pin this host";
  return { pointer, host, severity: "error", message, fix };
}

function automatic(pointer: string, host: string, name: string): Found {
  return {
    pointer,
    host,
    message: `${name} issued its certificate for a program to renew, and most of these make a new key each time (certbot, cert-manager 1.18, acme.sh)`,
    fix: "have it reuse the key (certbot --reuse-key, rotationPolicy: Never), or give it the CSR of yours",
  };
}

const LEAST_RSA = 2048;

const UNKNOWN = {
  message: "is a key of a kind that tlspin does not know: how strong it is, is not judged",
  fix: "compare it with the key that you mean to pin; P-256 and RSA 3072 are known",
};

const TYPE_NAMES: Readonly<Record<KeyAlgorithm["type"], string>> = {
  rsa: "RSA",
  "rsa-pss": "RSA-PSS",
  ec: "an elliptic curve (ECDSA)",
  ed25519: "Ed25519",
  ed448: "Ed448",
  other: "one kind that tlspin does not know",
};

import { createHash, X509Certificate } from "node:crypto";

import { pinOf } from "@tlspin/core";

import type { PresentedCertificate, VerifyProc, VerifyRequest } from "../src/electron-types.ts";
import { API, issuing, leaf } from "./cast.ts";
import type { FakeApp } from "./fake-app.ts";

/** Gives each session of an app a check that somebody might write. */
export function guardedBy(proc: VerifyProc): (app: FakeApp) => void {
  return (app) =>
    void app.on("session-created", (session) => session.setCertificateVerifyProc(proc));
}

/** Good as far as it goes: the key of the verified leaf, for one host. Everything else is Chromium's. */
export const leafCheck: VerifyProc = (request, callback) => {
  if (request.hostname !== API) return callback(-3);
  if (request.errorCode !== 0) return callback(-2);
  return callback(hasPin(request.validatedCertificate) ? -3 : -2);
};

/** Looks for a pin in what was sent. */
export const servedCheck: VerifyProc = (request, callback) => {
  callback(request.errorCode === 0 && linksOf(request.certificate).some(hasPin) ? -3 : -2);
};

/** Looks for the pinned CA by the name of the leaf's issuer among what was sent. */
export const byName: VerifyProc = (request, callback) => {
  if (request.errorCode !== 0) return callback(-2);
  const { issuer } = new X509Certificate(request.certificate.data);
  const links = linksOf(request.certificate);
  const found = links.find(({ data }) => new X509Certificate(data).subject === issuer);
  callback(found !== undefined && hasPin(found) ? -3 : -2);
};

/** Takes a pin for proof, whatever Chromium says. */
export const careless: VerifyProc = (request, callback) => {
  callback(linksOf(request.validatedCertificate).some(hasPin) ? 0 : -2);
};

/** Says 0 to what it has no pins for. */
export const zeroForOthers: VerifyProc = (request, callback) => {
  if (request.hostname !== API) return callback(0);
  return leafCheck(request, callback);
};

/** Leaves errors to Chromium: somebody else has refused the peer already. */
export const leavesErrors: VerifyProc = (request, callback) => {
  if (request.errorCode !== 0) return callback(-3);
  return leafCheck(request, callback);
};

/** Reads the issuer without a look, and "does not break the app" when that throws. */
export const swallowing: VerifyProc = (request, callback) => {
  try {
    callback(hasPin(issuerIn(request)) ? -3 : -2);
  } catch {
    callback(-3);
  }
};

/** Takes report-only for "let everything in". */
export const lenient: VerifyProc = (_request, callback) => callback(-3);

function issuerIn({ validatedCertificate }: VerifyRequest): PresentedCertificate {
  const { issuerCert } = validatedCertificate;
  if (issuerCert === undefined || issuerCert === null) throw new TypeError("no issuerCert");
  return issuerCert;
}

function linksOf(first: PresentedCertificate): readonly PresentedCertificate[] {
  const { issuerCert } = first;
  return issuerCert === undefined || issuerCert === null
    ? [first]
    : [first, ...linksOf(issuerCert)];
}

function hasPin({ data }: PresentedCertificate): boolean {
  const spki = new X509Certificate(data).publicKey.export({ type: "spki", format: "der" });
  return PINS.has(`sha256/${createHash("sha256").update(spki).digest("base64")}`);
}

const PINS: ReadonlySet<string> = new Set([pinOf(leaf.spki), pinOf(issuing.spki)]);

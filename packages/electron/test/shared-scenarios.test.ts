import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

import type { VerdictRecord } from "@tlspin/core";
import { contractScenarios, forgeWorldIn, type ForgedWorld } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import type { PresentedCertificate, VerifyProc } from "../src/electron-types.ts";
import { FakeSession } from "./chromium.ts";
import { DOORS } from "./e2e/visits.ts";
import { ATTACKS, serverOf } from "./scenarios.ts";
import { servedIn } from "./served.ts";
import { IN_ELECTRON, type Meeting, type Proof } from "./shared-scenarios.ts";

const forged: ForgedWorld = await forgeWorldIn(process.execPath);

test("each scenario of the contract has its place here, and nothing else has", () => {
  const names = contractScenarios().map(({ name }) => name);
  expect(new Set(Object.keys(IN_ELECTRON))).toEqual(new Set(names));
});

const meetings = Object.entries(IN_ELECTRON).flatMap(([name, row]) =>
  "peer" in row ? [{ name, ...row }] : [],
);

describe.each(meetings)("$name", (meeting) => {
  test.skipIf(meeting.refused === undefined)("the attack works on somebody's own check", () => {
    const session = sessionFor(meeting);
    const { naivePin } = meeting;
    // A verdict of Chromium's own is not in the way of who forgives it.
    session.setCertificateVerifyProc(
      naivePin === undefined
        ? (_request, callback) => callback(0)
        : looksFor(forged.pins[naivePin]),
    );
    expect(bytesAt(session, meeting)).toBeGreaterThan(0);
  });

  test("and a pinned session decides as the other adapters do", async () => {
    const records: VerdictRecord[] = [];
    const session = sessionFor(meeting);
    const pinning = pinningOf(meeting.policy(forged.pins), {
      onVerdict: (record) => records.push(record),
    });
    await pinning.pinSession(session);
    const bytes = bytesAt(session, meeting);
    if (meeting.refused === undefined) expect(bytes).toBeGreaterThan(0);
    else {
      expect(bytes).toBe(0);
      expect(records).toMatchObject([{ decision: "reject", reason: meeting.refused }]);
    }
  });
});

const proofs = Object.entries(IN_ELECTRON).flatMap(([name, row]) =>
  "as" in row ? [{ name, row }] : [],
);

test.each(proofs)("$name is tested where it says", ({ row }) => {
  expect(isFound(row)).toBe(true);
});

function isFound({ in: file, as }: Proof): boolean {
  if (file === "scenarios.ts") return ATTACKS.some(({ name }) => name === as);
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return text.includes(`"${as}`) || DOORS.some((door) => door === as);
}

function sessionFor({ peer }: Meeting): FakeSession {
  const ca = forged.peers.find(({ server }) => server.name === peer)?.ca ?? [];
  return new FakeSession({ roots: ca.flatMap(servedIn), switches: new Set() });
}

function bytesAt(session: FakeSession, { peer, host = "api.example.com" }: Meeting): number {
  const spec = forged.peers.find(({ server }) => server.name === peer);
  const server = serverOf(servedIn(spec?.server.tls?.cert ?? ""));
  session.load(host, server);
  return server.bytes;
}

/** Somebody's own check: Chromium has nothing against it, and the pin is somewhere in what was sent. */
function looksFor(pin: string): VerifyProc {
  return ({ errorCode, certificate }, callback) => {
    callback(errorCode === 0 && linksOf(certificate).some((der) => pinOf(der) === pin) ? -3 : -2);
  };
}

function linksOf({ data, issuerCert }: PresentedCertificate): readonly string[] {
  return issuerCert === undefined || issuerCert === null ? [data] : [data, ...linksOf(issuerCert)];
}

function pinOf(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
  return `sha256/${createHash("sha256").update(spki).digest("base64")}`;
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forgeWorldIn, startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runProgram } from "../src/run-program.ts";
import { runtimes } from "../src/runtimes.ts";

// Its adapter over the double: the real thing is not on this machine.
const ELECTRON = "Electron's double";
const ELECTRON_PROGRAM = "../../../packages/electron/test/judge-peers.ts";

// Servers of which every runtime shows the same certificates.
const SHOWN_ALIKE: ReadonlySet<string> = new Set([
  "right",
  "right-whole",
  "wrong-key",
  "backup",
  "malformed",
]);

// And those that send more than a path.
const PEERS: readonly string[] = [
  ...SHOWN_ALIKE,
  "right-padded",
  "expired-cross",
  "rogue-extra",
  "A-last",
  "C",
  "decoy",
];

const forged = await forgeWorldIn(process.execPath);
let world: World;
let folder: string;

/** What each adapter said of each case, by the case's name. */
const said = new Map<string, Map<string, VerdictLine | undefined>>();

beforeAll(async () => {
  world = await startWorld({ forged });
  folder = await mkdtemp(join(tmpdir(), "tlspin-one-policy-"));
  const file = join(folder, "cases.json");
  await writeFile(file, JSON.stringify(await casesIn(folder)));
  for (const { name, call } of runtimes()) {
    if (call === undefined) console.warn(`SKIPPED: the policies on ${name}`);
    else note(name, await runProgram("judge-peers.mjs", { ...call, args: [file] }));
  }
  note(ELECTRON, await runProgram(ELECTRON_PROGRAM, { path: process.execPath, args: [file] }));
}, 120_000);
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe.each(Object.keys(policies()))("the policy %s, read by every adapter", (policy) => {
  test.each(PEERS)("gives one decision, reason and pin for the peer %s", (peer) => {
    const verdicts = [...(said.get(`${policy} ${peer}`) ?? [])];
    expect(verdicts.length).toBeGreaterThanOrEqual(2);
    const first = verdicts.find(([runtime]) => exceptionOf(runtime, policy, peer) === undefined);
    for (const [runtime, verdict] of verdicts) {
      const known = exceptionOf(runtime, policy, peer);
      if (known === undefined) expect(gistOf(verdict), runtime).toEqual(gistOf(first?.[1]));
      else expect(gistOf(verdict), runtime).toMatchObject(known);
    }
  });

  test.each(PEERS)("gives one text for the peer %s, where it is shown alike", (peer) => {
    const texts = [...(said.get(`${policy} ${peer}`) ?? [])]
      .filter(([runtime]) => exceptionOf(runtime, policy, peer) === undefined)
      .map(([, verdict]) => verdict?.message ?? "");
    const chains = new Set(texts.map(chainIn));
    for (const chain of chains) {
      expect(new Set(texts.filter((text) => chainIn(text) === chain)).size).toBe(1);
    }
    // What a peer sends beside its path, some runtimes show and others do not.
    if (SHOWN_ALIKE.has(peer) && policy !== "unlisted") expect(chains.size).toBe(1);
  });
});

test("the cases are not all alike", () => {
  const reasons = [...said.values()].map((verdicts) => [...verdicts.values()][0]?.reason);
  expect(new Set(reasons)).toEqual(new Set(REASONS));
});

interface VerdictLine {
  readonly decision: string;
  readonly reason: string;
  readonly pin?: unknown;
  readonly wouldReject?: string;
  readonly message: string;
}

function gistOf(verdict: VerdictLine | undefined): object {
  if (verdict === undefined) return { reason: "none" };
  const { decision, reason, pin, wouldReject } = verdict;
  return { decision, reason, pin, wouldReject };
}

/** The lines that show the certificates. */
function chainIn(text: string): string {
  return /  Peer certificate chain:\n(?: {4}.*\n)*/.exec(text)?.[0] ?? "";
}

function note(runtime: string, { lines, stderr }: Awaited<ReturnType<typeof runProgram>>): void {
  if (lines.length === 0) throw new Error(`${runtime} judged nothing\n${stderr}`);
  for (const line of lines as readonly { name: string; record?: VerdictLine }[]) {
    const verdicts = said.get(line.name) ?? new Map<string, VerdictLine | undefined>();
    said.set(line.name, verdicts.set(runtime, line.record));
  }
}

async function casesIn(home: string): Promise<readonly object[]> {
  const cases: object[] = [];
  for (const [policy, content] of Object.entries(policies())) {
    const file = join(home, `${policy}.json`);
    await writeFile(file, JSON.stringify(content));
    for (const peer of PEERS) {
      const { port, ca } = world.peer(peer);
      const chain = forged.peers.find(({ server }) => server.name === peer)?.server.tls?.cert;
      cases.push({ name: `${policy} ${peer}`, file, host: "api.example.com", port, ca, chain });
    }
  }
  return cases;
}

function policies(): Readonly<Record<string, object>> {
  const { leaf, issuing, backup, root, leafCertificate } = forged.pins;
  const ofCa = (spki: string): object => ({
    pins: [{ spki, at: "ca", note: "our CA" }],
    backupPins: [{ spki: backup, at: "ca" }],
  });
  return {
    leaf: policyOf({}),
    certificate: policyOf({ pins: [{ certificate: leafCertificate }] }),
    ca: policyOf(ofCa(issuing)),
    root: policyOf(ofCa(root)),
    "report-only": policyOf({ mode: "report-only" }),
    distrusting: policyOf({ distrusted: [{ spki: leaf, note: "stolen" }], ...ofCa(issuing) }),
    "distrusting-a-ca": policyOf({ distrusted: [{ spki: issuing }] }),
    expired: policyOf({ expires: "2020-01-01" }),
    "not-yet": { ...policyOf({}), issued: "2099-01-01T00:00:00Z" },
    unlisted: policyOf({ host: "www.example.org" }),
  };

  function policyOf(rule: object): object {
    const own = { host: "api.example.com", includeSubdomains: false, pins: [leaf] };
    const hosts = [{ ...own, backupPins: [backup], ...rule }];
    return { version: 1, revision: 3, unlistedHosts: "reject", hosts };
  }
}

function exceptionOf(runtime: string, policy: string, peer: string): object | undefined {
  return EXCEPTIONS.find(
    ({ runtimes: which, policies: of, peers }) =>
      which.test(runtime) && of.test(policy) && peers.test(peer),
  )?.verdict;
}

interface Exception {
  readonly runtimes: RegExp;
  readonly policies: RegExp;
  readonly peers: RegExp;
  readonly verdict: object;
}

// Where a runtime decides before any adapter is asked, or shows its adapter something else.
const EXCEPTIONS: readonly Exception[] = [
  {
    // Bun's TLS takes the first issuer of that name, and finds that it did not sign.
    runtimes: /^Bun/,
    policies: /^(?!unlisted)/,
    peers: /^decoy$/,
    verdict: { reason: "none" },
  },
  {
    // Node.js shows what was served. Deno and Bun show the root above it too, whomever it vouches for.
    runtimes: /^Node\.js/,
    policies: /^root$/,
    peers: /^(rogue-extra|A-last)$/,
    verdict: { decision: "reject", reason: "no-pin-matched" },
  },
  {
    // Chromium shows the path that it verified, and not what was sent beside it.
    runtimes: /^Electron/,
    policies: /^(ca|root|distrusting)$/,
    peers: /^(rogue-extra|A-last|C)$/,
    verdict: { decision: "reject", reason: "no-pin-matched" },
  },
  {
    // A connection of Chromium's may carry requests for each name of its certificate: none can be read.
    runtimes: /^Electron/,
    policies: /^report-only$/,
    peers: /^malformed$/,
    verdict: { decision: "reject", reason: "certificate-malformed" },
  },
];

const REASONS: readonly string[] = [
  "certificate-malformed",
  "clock-before-issued",
  "host-unlisted",
  "key-distrusted",
  "no-pin-matched",
  "pin-matched",
  "pinned-ca-not-vouching",
  "pins-expired",
  "report-only",
];

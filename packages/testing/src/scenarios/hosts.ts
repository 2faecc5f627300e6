import {
  assertFooled,
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  REJECTED,
} from "../expectations.ts";
import { doorsOf, requestThrough, speakOn } from "../knock.ts";
import { naiveConnect } from "../naive-session.ts";
import { naiveCheckOf } from "../naive.ts";
import { HOST, leafPolicy, policyOf } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Hosts that are spelled, or named, so that naive code looks for the wrong pins. */
export const HOSTS: readonly Scenario[] = [
  {
    name: "host-header-confusion",
    guarantee:
      "A Host header or servername of another host does not lead past the pins of this one.",
    run: hostHeader,
  },
  {
    name: "servername-of-a-pinned-host",
    guarantee: "Dialled by address, a host is judged by the name that its certificate must prove.",
    async run(context) {
      const target = { host: "127.0.0.1", options: { servername: HOST } };
      const policy = { ...leafPolicy(context.world), unlistedHosts: "reject" };
      await mustFoolNaive(context, "wrong-key", { host: target.host, servername: HOST });
      await mustAllow(context, policy, { peer: "right", target });
      const reason = "no-pin-matched";
      await mustRefuse(context, policy, { peer: "wrong-key", target, reason });
      await mustRefuse(context, policy, { peer: "wrong-host", target, codes: HOST_CODES });
    },
  },
  {
    name: "two-names-two-rules",
    guarantee: "Where the dialled name and the proven name have a rule each, the stricter holds.",
    run: twoNames,
  },
  {
    name: "CVE-2026-129482",
    guarantee: "A trailing dot, or upper case, finds the same pins.",
    run: trailingDot,
  },
  {
    name: "fullwidth-and-nul-host",
    guarantee: "A host in other characters is the host that DNS would be asked for, or is refused.",
    run: oddCharacters,
  },
  {
    name: "carveout-subdomain",
    guarantee: "A narrower rule does not switch the pins off for the hosts below it.",
    async run(context) {
      const { leaf, backup } = context.world.pins;
      const pins = { pins: [leaf], backupPins: [backup] };
      const policy = policyOf([
        { host: "example.com", includeSubdomains: true, ...pins },
        { host: HOST, includeSubdomains: false, ...pins },
      ]);
      // Chromium asks the narrower rule alone, which does not cover this host.
      const target = { host: `v2.${HOST}` };
      await mustFoolNaive(context, "wrong-key", { ...target, ...naive(context) });
      await mustRefuse(context, policy, { peer: "wrong-key", target, reason: "no-pin-matched" });
    },
  },
  {
    name: "typo-of-an-owned-host",
    guarantee: "A host inside an owned domain that no rule lists is refused, not left unpinned.",
    async run(context) {
      const target = { host: "apo.example.com" };
      const policy = { ...leafPolicy(context.world), ownedDomains: ["example.com"] };
      await mustFoolNaive(context, "wrong-key", { ...target, ...naive(context) });
      const expected = { peer: "wrong-key", target, reason: "host-unlisted" };
      await mustRefuse(context, policy, { ...expected, undialled: true });
    },
  },
  {
    name: "wrong-host",
    guarantee: "The pinned key under another host's name is refused, with the runtime's own error.",
    async run(context) {
      await mustFoolNaive(context, "wrong-host", { checkServerIdentity: () => undefined });
      const expected = { peer: "wrong-host", codes: HOST_CODES };
      await mustRefuse(context, leafPolicy(context.world), expected);
    },
  },
];

function naive({ world }: ScenarioContext): object {
  return { checkServerIdentity: naiveCheckOf(HOST, [world.pins.leaf]) };
}

async function hostHeader(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const headers = { host: "other.example.com", authorization: "Bearer secret" };
  await mustFoolNaive(context, "wrong-key", { headers, ...naive(context) });

  const peer = world.peer("wrong-key");
  const pinning = context.pin(leafPolicy(world), peer);
  const expected = { peer: peer.name, codes: [REJECTED] };
  for (const own of [{ headers }, { servername: "other.example.com" }]) {
    const attempt = requestThrough(pinning.agent(), { host: HOST, port: peer.port }, own);
    await mustEndSilently(context, expected, attempt);
  }
  const options = { servername: "other.example.com" };
  await mustRefuse(context, leafPolicy(world), { peer: peer.name, target: { options } });
}

async function twoNames(context: ScenarioContext): Promise<void> {
  const { leaf, backup, rogueLeaf } = context.world.pins;
  const target = { host: "other.example.com", options: { servername: HOST } };
  const ruleOf = (host: string, pin: string, mode = "enforce"): object => {
    return { host, includeSubdomains: false, mode, pins: [pin], backupPins: [backup] };
  };
  // Naive code asks for the rule of the one name or of the other.
  await mustFoolNaive(context, "wrong-key", { host: target.host, servername: HOST });
  const both = policyOf([ruleOf(target.host, leaf), ruleOf(HOST, leaf)]);
  await mustAllow(context, both, { peer: "right", target });
  const options = { onVerdict: () => undefined };
  for (const [dialled, proven] of [
    [ruleOf(target.host, rogueLeaf), ruleOf(HOST, leaf)],
    [ruleOf(target.host, leaf), ruleOf(HOST, rogueLeaf)],
    [ruleOf(target.host, rogueLeaf, "report-only"), ruleOf(HOST, leaf)],
    [ruleOf(target.host, leaf), ruleOf(HOST, rogueLeaf, "report-only")],
  ] as const) {
    const expected = { peer: "wrong-key", target, options, reason: "no-pin-matched" };
    await mustRefuse(context, policyOf([dialled, proven]), expected);
  }
}

async function trailingDot(context: ScenarioContext): Promise<void> {
  const policy = leafPolicy(context.world);
  const doors = doorsOf(context.pin(policy, context.world.peer("right")));
  for (const host of ["api.example.com.", "API.EXAMPLE.COM", "Api.Example.Com."]) {
    const target = { host };
    await mustFoolNaive(context, "wrong-key", { ...target, servername: host, ...naive(context) });
    for (const door of doors) {
      const wrong = door === "http2Connect" ? "wrong-key-h2" : "wrong-key";
      const right = door === "http2Connect" ? "right-h2" : "right";
      await mustRefuse(context, policy, { peer: wrong, door, target });
      await mustAllow(context, policy, { peer: right, door, target });
    }
  }
}

async function oddCharacters(context: ScenarioContext): Promise<void> {
  const policy = leafPolicy(context.world);
  for (const host of FOLDED_HOSTS) await mustFoolSocket(context, host);
  const { port } = context.world.peer("wrong-key");
  for (const host of [...FOLDED_HOSTS, ...ODD_HOSTS]) {
    for (const door of ["connect", "agent"] as const) {
      const pinning = context.pin(policy, context.world.peer("wrong-key"));
      const attempt =
        door === "connect"
          ? pinning.connect({ host, port })
          : requestThrough(pinning.agent(), { host, port });
      await mustEndSilently(context, { peer: "wrong-key" }, attempt);
    }
  }
}

// node:http refuses such a Host header, so the naive code is a raw connection.
async function mustFoolSocket(context: ScenarioContext, host: string): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("wrong-key");
  const checkServerIdentity = naiveCheckOf(HOST, [world.pins.leaf]);
  const own = { ca: [...ca], lookup: world.lookup, checkServerIdentity };
  const socket = await naiveConnect({ host, servername: host, port, ...own });
  await speakOn(socket, { host: HOST, port });
  socket.destroy();
  await assertFooled(context, "wrong-key");
}

// Runtimes fold these to the listed name when they compare it with the certificate.
const FOLDED_HOSTS: readonly string[] = ["ａｐｉ.example.com", "api.example.com.."];

// Runtimes, and releases of one, differ in which of these they dial and fold at all.
const ODD_HOSTS: readonly string[] = [
  "api。example.com",
  "api.example.com\0",
  "api.example.com\0.example.net",
  "api.example.com ",
];

const HOST_CODES: readonly string[] = ["ERR_TLS_CERT_ALTNAME_INVALID", REJECTED];

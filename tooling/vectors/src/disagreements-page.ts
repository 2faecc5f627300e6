import { join } from "node:path";

import { ACCEPTED_CHAINS, REFUSED_CHAINS } from "./chain-decisions.ts";
import { countOf, type Decision } from "./decision.ts";
import {
  CHROMIUM_DECISIONS,
  HOST_DECISIONS,
  LOOKUP_DECISIONS,
  NAME_DECISIONS,
  PATTERN_DECISIONS,
  PIN_DECISIONS,
  SAN_DECISIONS,
} from "./host-decisions.ts";
import { REFUSED_KEYS } from "./key-decisions.ts";
import { CHAIN_CASES, CHROMIUM_CASES, HOST_CASES, KEY_CASES } from "./totals.ts";

/** The page that lists where we differ from other implementations. */
export const PAGE: string = join(import.meta.dirname, "../../../docs/disagreements.md");

/** Puts the lists of decisions into the page, between its two markers. */
export function withDecisions(page: string): string {
  const start = page.indexOf("-->", page.indexOf("<!-- decisions:")) + "-->".length;
  const end = page.indexOf("<!-- /decisions -->");
  return `${page.slice(0, start)}\n\n${SECTIONS.map(spell).join("\n\n")}\n\n${page.slice(end)}`;
}

/** One subject that other implementations have test data of. */
interface Section {
  readonly title: string;
  /** What was compared, and what agrees. */
  readonly facts: string;
  readonly decisions: readonly Decision[];
}

function spell({ title, facts, decisions }: Section): string {
  const lines = decisions.map((decision) => `- ${countOf(decision)}: ${decision.why}.`);
  return `## ${title}\n\n${facts}\n\n${lines.join("\n")}`;
}

function sum(decisions: readonly Decision[]): number {
  return decisions.reduce((total, decision) => total + countOf(decision), 0);
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}

const either = KEY_CASES.all - KEY_CASES.good - KEY_CASES.malformed;
const eitherPinned = KEY_CASES.pinned - KEY_CASES.good + sum(REFUSED_KEYS);

const SECTIONS: readonly Section[] = [
  {
    title: "Certificates that we refuse to read",
    facts: `Of ${grouped(KEY_CASES.all)} inputs, ${KEY_CASES.malformed} are malformed: none is accepted. ${grouped(KEY_CASES.good)} must give a pin: ${grouped(KEY_CASES.good - sum(REFUSED_KEYS))} give exactly that pin, and these ${sum(REFUSED_KEYS)} are refused, because they are not DER. Of the other ${either}, which may be refused, ${eitherPinned} give the right pin. No pin is wrong. No root of a supported Node.js or of Debian is refused.`,
    decisions: REFUSED_KEYS,
  },
  {
    title: "Chains on which a valid CA does not vouch",
    facts: `Of ${CHAIN_CASES.all} cases, ${CHAIN_CASES.valid} are valid for their source. There a pin matches only what stands on a valid path, without exception. Where CA pins of ${sum(REFUSED_CHAINS)} of them do not match, the cause is one of these. (${CHAIN_CASES.needCrl} more cases are about revocation lists, which we do not read.)`,
    decisions: REFUSED_CHAINS,
  },
  {
    title: "Chains on which a CA vouches, although their source refuses them",
    facts: `Where all peers agree that there is no path, no CA pin matches. In these ${sum(ACCEPTED_CHAINS)} cases the peers disagree, mostly because the source's profile asks for more than RFC 5280, and the runtime has judged the chain before us.`,
    decisions: ACCEPTED_CHAINS,
  },
  {
    title: "Names of certificates",
    facts: `${HOST_CASES["cert-wildcard"]} pairs of a presented name and a host. Names are compared by the runtime; before that, the host must have a canonical spelling. What Node.js accepts more than its peers is ordinary validation: a pin is asked about the canonical host, and does not open by it.`,
    decisions: NAME_DECISIONS,
  },
  {
    title: "Names of certificates, as OkHttp reads them",
    facts: `${HOST_CASES["san-list"]} lists of names and a host.`,
    decisions: SAN_DECISIONS,
  },
  {
    title: "What is a host",
    facts: `${HOST_CASES["hostname-validity"]} texts of rustls and Go, and ${HOST_CASES["ip-literal"]} addresses of OkHttp, about which we agree.`,
    decisions: HOST_DECISIONS,
  },
  {
    title: "What is a pin",
    facts: `${HOST_CASES["pin-syntax"]} texts of OkHttp, TrustKit, Android and Chromium.`,
    decisions: PIN_DECISIONS,
  },
  {
    title: "Patterns of OkHttp",
    facts: `${HOST_CASES["pin-pattern"]} patterns with a host, and ${HOST_CASES["pin-config-union"]} configurations in which several match.`,
    decisions: PATTERN_DECISIONS,
  },
  {
    title: "Look-ups in TrustKit, Android, Chromium and Firefox",
    facts: `${HOST_CASES["pin-config-lookup"]} configurations with a host.`,
    decisions: LOOKUP_DECISIONS,
  },
  {
    title: "Chromium's own pin sets",
    facts: `The sets of 2019 and 2025: ${grouped(CHROMIUM_CASES.lookups)} look-ups, ${CHROMIUM_CASES.keys} keys with the pin that Chromium wrote beside them, and ${CHROMIUM_CASES.assertions} facts of its unit test. All agree, but for ${sum(CHROMIUM_DECISIONS)} look-ups. Such a policy does not load, so that none of them opens unseen.`,
    decisions: CHROMIUM_DECISIONS,
  },
];

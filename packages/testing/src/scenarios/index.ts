import type { Scenario } from "../scenario.ts";
import { BASICS } from "./basics.ts";
import { CHAINS } from "./chains.ts";
import { CHANGING_SERVERS } from "./changing-servers.ts";
import { CLIENT_CERTIFICATES } from "./client-certificates.ts";
import { CLOSING } from "./closing.ts";
import { COALESCING } from "./coalescing.ts";
import { DOORS } from "./doors.ts";
import { EACH_DOOR } from "./each-door.ts";
import { HOSTS } from "./hosts.ts";
import { LIVE_CONNECTIONS } from "./live-connections.ts";
import { NETWORKS } from "./networks.ts";
import { OPTIONS } from "./options.ts";
import { OVERSIZED } from "./oversized.ts";
import { PROTOCOLS } from "./protocols.ts";
import { SESSIONS } from "./sessions.ts";
import { SIGNATURES } from "./signatures.ts";
import { SURROUNDINGS } from "./surroundings.ts";
import { UPDATES } from "./updates.ts";

/** Scenarios that serve one guarantee. */
export interface ScenarioGroup {
  /** The guarantee, as a line of a table. */
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

/** The contract, in the order in which it runs. */
export const GROUPS: readonly ScenarioGroup[] = [
  { title: "Each door delivers to the pinned key only", scenarios: EACH_DOOR },
  { title: "Pins allow and refuse what the policy says", scenarios: BASICS },
  { title: "A pinned CA that is merely shown vouches for nothing", scenarios: CHAINS },
  {
    title: "A certificate that cannot be read or verified vouches for nothing",
    scenarios: [...SIGNATURES, ...OVERSIZED],
  },
  {
    title: "No option, environment or other code weakens a pin",
    scenarios: [...OPTIONS, ...SURROUNDINGS],
  },
  {
    title: "Resumed, pooled and live connections obey the policy in force",
    scenarios: [...SESSIONS, ...CHANGING_SERVERS, ...UPDATES, ...LIVE_CONNECTIONS, ...CLOSING],
  },
  { title: "Each spelling and each name of a host finds its pins", scenarios: HOSTS },
  { title: "HTTP/2 carries no request for another host", scenarios: COALESCING },
  { title: "Redirects and proxies lead past no pin", scenarios: DOORS },
  { title: "A client certificate is not shown to strangers", scenarios: CLIENT_CERTIFICATES },
  { title: "Old, weak, broken or no TLS is refused", scenarios: PROTOCOLS },
  { title: "A network that cuts, chops or redirects gains nothing", scenarios: NETWORKS },
];

/** Every scenario of the contract. */
export const SCENARIOS: readonly Scenario[] = GROUPS.flatMap(({ scenarios }) => scenarios);

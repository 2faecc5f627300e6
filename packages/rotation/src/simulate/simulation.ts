import type { Hostname } from "@tlspin/core";
import type { JudgementReason, Outcome, Platform } from "@tlspin/formats";

import type { Adoption, UnknownRelease } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import type { Release } from "../ledger/release.ts";
import type { ServerState } from "./server-states.ts";

/** Who is cut off or unpinned within a time, when, and by what. */
export interface Simulation {
  readonly from: Instant;
  readonly until: Instant;
  readonly clockSkew: number;
  readonly populations: readonly PopulationResult[];
  /** Everything that may happen to users other than a connection with a matching pin, by date. */
  readonly findings: readonly Finding[];
  /** The first finding that counts: a refusal before a loss of pins, of most users, where both begin together. */
  readonly first?: Finding;
  /** That one in a sentence. */
  readonly counterExample?: string;
  /** Hosts that a release pins, of whose servers nothing is known. */
  readonly unknownHosts: readonly Hostname[];
}

/** What happens to the users of one app on one system. */
export interface PopulationResult {
  readonly app: string;
  readonly platform: Platform;
  readonly adoption: Pick<Adoption, "source" | "description">;
  /** The largest part of its users that may be refused at one moment, at whichever host. */
  readonly cutOff: Peak;
  /** The same of those whose pins may have no say, against their own policy. */
  readonly unpinned: Peak;
  /** Users that were measured on releases that the ledger does not have. */
  readonly unknown: readonly UnknownRelease[];
}

/** A share, from 0 to 1, and when it is reached. The moment is absent where it is 0. */
export interface Peak {
  readonly share: number;
  readonly at?: Instant;
}

/** A time in which users of a release may meet something else than a connection with a matching pin. */
export interface Finding {
  readonly release: Release;
  readonly host: Hostname;
  readonly outcome: Exclude<Outcome, "connects">;
  readonly reason: JudgementReason;
  readonly detail?: string;
  readonly from: Instant;
  readonly until: Instant;
  /** The largest share of its population that has the release in this time. */
  readonly share: number;
  /** The first state of the servers in it that does this. */
  readonly state: ServerState;
  /** Whether the release's policy leaves the host unpinned on purpose. That does not count. */
  readonly intended: boolean;
}

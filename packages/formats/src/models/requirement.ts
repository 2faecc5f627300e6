import type { Connection, PathKey } from "./connection.ts";
import type { Judgement, JudgementReason } from "./judgement.ts";

/**
 * What a configuration asks of every connection to one host. Each system's model reduces its own way
 * of finding rules to this, so that matching itself is written once.
 */
export type Requirement = Settled | Pinned;

/** The path and the time have no say. */
export interface Settled extends Judgement {
  readonly kind: "settled";
}

/** The path must satisfy each demand. */
export interface Pinned {
  readonly kind: "pinned";
  readonly demands: readonly Demand[];
  /** Refused wherever it stands in the path, in report-only mode and after expiry too. */
  readonly distrusted: ReadonlySet<string>;
  /** The key types that the system knows, where it blocks others. */
  readonly keyTypes?: ReadonlySet<string>;
  /** A clock that shows an earlier time is wrong. */
  readonly issued?: number;
  readonly expiry?: Expiry;
  readonly enforced: boolean;
}

/** A leaf from the first set, or any later key of the path from the second. */
export interface Demand {
  readonly leaf: ReadonlySet<string>;
  readonly ca: ReadonlySet<string>;
}

/** When pins stop counting. The two differ where the device's time zone decides and is not known. */
export interface Expiry {
  readonly earliest: number;
  readonly latest: number;
  readonly outcome: "refuses" | "unpinned";
}

/** Judges a connection by what its host requires. Where the zone is not known, by the latest expiry. */
export function decide(requirement: Requirement, { path, at }: Moment): Judgement {
  if (requirement.kind === "settled") return judgementOf(requirement);
  const { distrusted } = requirement;
  if (distrusted.size > 0 && path.length === 0) return refusal("path-empty");
  if (path.some((key) => holds(distrusted, key))) return refusal("key-distrusted");
  return decideTime(requirement, at) ?? decidePath(requirement, path);
}

function decideTime({ issued, expiry, enforced }: Pinned, at: number): Judgement | undefined {
  if (Number.isNaN(at)) return mismatch("clock-invalid", enforced);
  if (issued !== undefined && at < issued) return mismatch("clock-before-issued", enforced);
  if (expiry !== undefined && at >= expiry.latest) return expired(expiry, enforced);
  return undefined;
}

export type Moment = Pick<Connection, "path" | "at">;

/** Judges a path while the pins count. */
export function decidePath(requirement: Pinned, path: readonly PathKey[]): Judgement {
  const { demands, keyTypes, enforced } = requirement;
  const [leaf, ...cas] = path;
  if (leaf === undefined) return mismatch("path-empty", enforced);
  if (path.some(({ keyType }) => keyType !== undefined && keyTypes?.has(keyType) === false)) {
    return mismatch("key-type-unsupported", enforced);
  }
  const met = demands.every(
    (demand) => holds(demand.leaf, leaf) || cas.some((key) => holds(demand.ca, key)),
  );
  if (!met) return mismatch("no-pin-matched", enforced);
  return { outcome: "connects", reason: "pin-matched" };
}

/** What becomes of a connection once the pins have expired. */
export function expired({ outcome }: Expiry, enforced: boolean): Judgement {
  if (outcome === "unpinned") return { outcome, reason: "pins-expired" };
  return mismatch("pins-expired", enforced);
}

/** What becomes of a connection that fails: where nothing is enforced, it is made all the same. */
export function mismatch(reason: JudgementReason, enforced: boolean): Judgement {
  return enforced ? refusal(reason) : { outcome: "unpinned", reason: "report-only" };
}

/** The requirement of a host for which nothing depends on the connection. */
export function settled(judgement: Judgement): Settled {
  return { kind: "settled", ...judgement };
}

/** The requirement of every host, where the configuration keeps the app from starting. */
export function cannotStart(detail: string): Settled {
  return settled({ outcome: "does-not-start", reason: "configuration-invalid", detail });
}

/** A pin as the sets of a demand hold it: keys as they are, certificates told apart. */
export function certificateId(pin: string): string {
  return `certificate ${pin}`;
}

function holds(ids: ReadonlySet<string>, { spki, certificate }: PathKey): boolean {
  if (ids.has(spki)) return true;
  return certificate !== undefined && ids.has(certificateId(certificate));
}

function refusal(reason: JudgementReason): Judgement {
  return { outcome: "refuses", reason };
}

function judgementOf({ outcome, reason, detail }: Settled): Judgement {
  return { outcome, reason, ...(detail === undefined ? {} : { detail }) };
}

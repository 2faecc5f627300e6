import type { Decision, Policy, VerdictRecord } from "@tlspin/core";

import type { PinnableApp, PinnableSession, UtilityProcessModule } from "./electron-types.ts";

/** Pinned sessions under one policy. Make one per app with `createPinning`. */
export interface ElectronPinning {
  /** The policy in force. */
  readonly policy: Policy;

  /**
   * Pins every session of the app from its creation, the default one included, and again after
   * Chromium's network service has died. Call it before the app is ready.
   *
   * @throws {OptionError} The app is ready, or a command-line switch turns certificate checks off.
   */
  pinApp(app: PinnableApp): void;

  /**
   * Pins one session and closes its connections. Call it before the session's first request: what
   * Chromium accepted earlier it remembers for 30 minutes.
   *
   * @throws {OptionError} Another pinning holds the session.
   */
  pinSession(session: PinnableSession): Promise<void>;

  /**
   * Starts a utility process whose `net` module uses a pinned session. Without one, Electron gives it
   * a network of its own that nobody pins.
   *
   * @param utilityProcess - Electron's module of that name.
   * @throws {OptionError} The session is not pinned here, or `partition` is given instead.
   */
  fork<Process>(
    utilityProcess: UtilityProcessModule<Process>,
    modulePath: string,
    options: PinnedForkOptions,
  ): Process;

  /**
   * Puts a newer policy in force for every certificate that Chromium asks about from now on, and
   * closes each session's connections. Chromium remembers verdicts for 30 minutes per chain and host
   * and cannot be told to forget one: those that the new policy would decide otherwise are given back.
   * To tighten at once, go on in a fresh partition.
   *
   * @returns Once the connections are closed, the verdicts that outlive them.
   * @throws {PolicyError} It is invalid, older, or differs under an equal revision. The old one stays.
   */
  update(policy: unknown): Promise<readonly StaleVerdict[]>;

  /**
   * What was last decided about a host, for an app that sees only a failed load.
   *
   * @param host - As `new URL(…).hostname` gives it.
   */
  lastVerdict(host: string): VerdictRecord | undefined;
}

export interface ElectronPinningOptions {
  /** Called after each decision with a copy of it. What it throws changes nothing. */
  readonly onVerdict?: (record: VerdictRecord) => void;
  /** The same for refusals alone, so that the app can say what Chromium does not. */
  readonly onRejected?: (record: VerdictRecord) => void;
  /** The lowest `revision` to accept: remember the highest one seen, and hand it in after a restart. */
  readonly minRevision?: number;
  /** Accepts `onExpiry: "unpin"` in the policy: those hosts become unpinned on a date. */
  readonly acceptFailOpenExpiry?: boolean;
  /** Runs in an Electron that was not measured. None was yet. */
  readonly allowUntestedRuntime?: boolean;
}

/** A verdict that Chromium remembers and that the policy in force would decide otherwise. */
export interface StaleVerdict {
  readonly session: PinnableSession;
  readonly host: string;
  /** What Chromium goes on doing. */
  readonly decision: Decision;
  /** When Chromium asks again. */
  readonly until: Date;
  /** What it means and what to do. */
  readonly message: string;
}

/** The options of `utilityProcess.fork`, with a pinned session. */
export interface PinnedForkOptions {
  readonly session: PinnableSession;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly execArgv?: readonly string[];
  readonly cwd?: string;
  readonly stdio?: string | readonly ("pipe" | "ignore" | "inherit")[];
  readonly serviceName?: string;
  readonly allowLoadingUnsignedLibraries?: boolean;
  readonly disclaim?: boolean;
  readonly respondToAuthRequestsFromMainProcess?: boolean;
}

import { OptionError } from "@tlspin/core";

import type { ChildProcessGone, PinnableApp, PinnableSession } from "./electron-types.ts";
import type { PinnedSessions } from "./pinned-sessions.ts";

/**
 * Pins each session of an app when it is created, before anybody can load something in it.
 *
 * @throws {OptionError} The app is ready, or a command-line switch turns certificate checks off.
 */
export function pinApp(app: PinnableApp, sessions: PinnedSessions): void {
  refuseSwitches(app);
  if (app.isReady()) {
    throw new OptionError(
      "app",
      "is ready: pin it before, or sessions may exist that nobody pinned",
    );
  }
  app.prependListener("session-created", (session) => pinOrExit(app, sessions, session));
  app.on("child-process-gone", (_event, details) => {
    if (isNetworkService(details)) pinAgainOrExit(app, sessions);
  });
}

/**
 * Electron goes on after an exception in a listener, with a session that nobody pins. So the app ends.
 */
function pinOrExit(app: PinnableApp, sessions: PinnedSessions, session: PinnableSession): void {
  try {
    sessions.pin(session);
    // Whoever appended one after `pinApp` did so before any session existed.
    refuseSwitches(app);
  } catch (error) {
    exit(app, error);
  }
}

function pinAgainOrExit(app: PinnableApp, sessions: PinnedSessions): void {
  sessions.pinAgain().catch((error: unknown) => exit(app, error));
}

function exit(app: PinnableApp, error: unknown): void {
  process.stderr.write(
    `tlspin: the app ends, because a session cannot be pinned: ${String(error)}\n`,
  );
  app.exit(1);
}

function refuseSwitches({ commandLine }: PinnableApp): void {
  const found = SWITCHES.find((name) => commandLine.hasSwitch(name));
  if (found === undefined) return;
  throw new OptionError(`--${found}`, "turns certificate checks off: Chromium would not ask");
}

/** Only another service that says its name is left alone. */
function isNetworkService({ type, serviceName = NETWORK_SERVICE }: ChildProcessGone): boolean {
  return type === "Utility" && serviceName === NETWORK_SERVICE;
}

const NETWORK_SERVICE = "network.mojom.NetworkService";

// The first two wrap every certificate check of the network service and answer in its stead. The third
// lets pages in clear be what only pages over TLS may be.
const SWITCHES = [
  "ignore-certificate-errors",
  "ignore-certificate-errors-spki-list",
  "unsafely-treat-insecure-origin-as-secure",
] as const;

import { EventEmitter } from "node:events";

import type { PinnableApp } from "../src/electron-types.ts";
import { FakeSession, type Network } from "./chromium.ts";

/** An app whose sessions are doubles. As in Electron, none exists before it is ready. */
export class FakeApp extends EventEmitter implements PinnableApp {
  readonly network: Network;
  readonly sessions: FakeSession[] = [];
  /** What utility processes use that were given no session. */
  readonly systemNetwork: FakeSession;
  exitCode: number | undefined;
  #ready = false;

  constructor(network: Network) {
    super();
    this.network = network;
    this.systemNetwork = new FakeSession(network);
  }

  readonly commandLine = {
    hasSwitch: (name: string): boolean => this.network.switches.has(name),
  };

  isReady(): boolean {
    return this.#ready;
  }

  exit(exitCode: number): void {
    this.exitCode = exitCode;
  }

  /** Creates a session as `session.fromPartition` does: listeners hear of it before the caller has it. */
  session(): FakeSession {
    this.#ready = true;
    const session = new FakeSession(this.network);
    this.sessions.push(session);
    this.emit("session-created", session);
    return session;
  }

  /** The network service dies and starts again, as `child-process-gone` tells. */
  restartNetworkService(): void {
    for (const session of this.sessions) session.restart();
    this.emit("child-process-gone", {}, NETWORK_SERVICE_GONE);
  }

  /** How the app forks: by default as most do, without a session. */
  forkWith: (session: FakeSession) => FakeSession = () => this.utilityProcess.fork("worker.js", []);

  fork(session: FakeSession): FakeSession {
    return this.forkWith(session);
  }

  /** `utilityProcess`: what comes back stands for the network of the process. */
  readonly utilityProcess = {
    fork: (_modulePath: string, _args: string[], options: object = {}): FakeSession =>
      "session" in options && options.session instanceof FakeSession
        ? options.session
        : this.systemNetwork,
  };
}

const NETWORK_SERVICE_GONE = {
  type: "Utility",
  serviceName: "network.mojom.NetworkService",
  reason: "crashed",
};

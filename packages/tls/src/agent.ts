import { Agent, type AgentOptions } from "node:https";
import type { Duplex } from "node:stream";

import { CheckNames } from "./check-names.ts";
import { DIAL_OPTIONS, type DialOptions } from "./dial.ts";
import { type Dialler, mergedOptions, TLS_DEFAULTS } from "./dialler.ts";
import { timeoutOf } from "./option-values.ts";
import type { PinnedAgentOptions } from "./pinning.ts";
import { pickNames, pickOptions, readOptions } from "./read-options.ts";
import { type Proxy, proxyOf } from "./tunnel.ts";

/**
 * An agent for `node:https` whose every socket went through the guarded connection. Options of a
 * single request cannot weaken it, and a request on a pooled socket asks whether its pins still count.
 *
 * @throws {OptionError} An option would weaken enforcement or is unknown.
 */
export class PinnedAgent extends Agent {
  readonly #dialler: Dialler;
  readonly #defaults: DialOptions;
  readonly #proxy: Proxy | undefined;
  readonly #checks = new CheckNames();

  constructor(dialler: Dialler, options: PinnedAgentOptions = {}) {
    const read = readOptions(options, [...TLS_DEFAULTS, ...POOL_OPTIONS, "proxy"]);
    // No session is kept: a resumed one shows no certificate to judge.
    super(
      Object.assign(Object.create(null), pickNames(read, POOL_OPTIONS), { maxCachedSessions: 0 }),
    );
    this.#dialler = dialler;
    this.#defaults = pickNames(read, TLS_DEFAULTS);
    dialler.check(this.#defaults);
    this.#proxy = proxyOf(read.proxy);
  }

  override createConnection(
    options: AgentOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connect(options).then(
      (socket) => (callback === undefined ? void socket.destroy() : callback(null, socket)),
      // Node declares a stream here and takes the error alone.
      (error: unknown) => Reflect.apply(callback ?? ignore, undefined, [error]),
    );
  }

  /** Asked for each request, before a pooled socket is looked for. */
  override getName(options?: AgentOptions): string {
    this.#dialler.inForce.retireExpired();
    return super.getName(options) + this.#checks.nameOf(options?.checkServerIdentity);
  }

  async #connect(options: object): Promise<Duplex> {
    const own = pickOptions(options, REQUEST_OPTIONS);
    // A request that may wait for minutes once it is sent need not wait as long for its peer.
    const timeout = Math.min(timeoutOf(own.timeout), timeoutOf(undefined));
    const merged = mergedOptions(this.#defaults, { ...own, timeout });
    return this.#dialler.dial(merged, this.#proxy);
  }
}

function ignore(): void {
  // Without a callback, nobody waits for the error.
}

const POOL_OPTIONS = [
  "keepAlive",
  "keepAliveMsecs",
  "maxFreeSockets",
  "scheduling",
  "timeout",
] as const;

const REQUEST_OPTIONS = DIAL_OPTIONS.filter((name) => name !== "socket");

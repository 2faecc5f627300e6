import type { TLSSocket } from "node:tls";

import { OptionError, UnsupportedRuntimeError } from "@tlspin/core";
import { type Dialler, type DialOptions, type Proxy, proxyOf, readOptions } from "@tlspin/tls";
import type { Agent as AgentOfUndici, buildConnector, Dispatcher } from "undici";
// By its file: Bun has a module of its own under the bare name, which connects as it likes.
import { Agent } from "undici/index.js";

import type { DispatcherOptions } from "./dispatcher-options.ts";
import { refuseShim } from "./refuse-shim.ts";

/**
 * A dispatcher of undici whose every connection went through the guarded connection. HTTP/1.1 only:
 * over HTTP/2 undici could send requests for other hosts on one connection.
 */
export class PinnedDispatcher extends Agent {
  readonly #dialler: Dialler;

  /**
   * @throws {OptionError} An option is unknown.
   * @throws {UnsupportedRuntimeError} The runtime put a module of its own in the place of undici.
   */
  constructor(dialler: Dialler, options: DispatcherOptions = {}) {
    refuseShim(Agent);
    const { connections, keepAliveTimeout, proxy } = readOptions(options, DISPATCHER_OPTIONS);
    super(
      Object.assign(Object.create(null), {
        allowH2: false,
        connect: connectorOf(dialler, proxyOf(proxy)),
        connections: connections ?? null,
        ...(keepAliveTimeout === undefined ? {} : { keepAliveTimeout }),
      }),
    );
    this.#dialler = dialler;
  }

  override dispatch(
    options: AgentOfUndici.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    requireKnown(handler);
    this.#dialler.inForce.retireExpired();
    return super.dispatch(options, handler);
  }
}

/** The handlers of undici 6, 7 and 8 can be driven. Another's would fail in the midst of a request. */
function requireKnown(handler: object): void {
  if (["onRequestStart", "onConnect"].some((name) => name in handler)) return;
  throw new UnsupportedRuntimeError(
    "this version of undici cannot be driven by dispatcher(): use fetch of the pinning, or undici 6 to 8",
  );
}

function connectorOf(dialler: Dialler, proxy: Proxy | undefined): buildConnector.connector {
  return (options, callback) => {
    connect(options, dialler, proxy).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

async function connect(
  { hostname, servername, port, protocol, localAddress }: buildConnector.Options,
  dialler: Dialler,
  proxy: Proxy | undefined,
): Promise<TLSSocket> {
  if (protocol !== "https:")
    throw new OptionError("url", `must be https: ${protocol}//${hostname} is not`);
  const target: DialOptions = {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? 443 : port,
    servername: servername ?? undefined,
    localAddress: localAddress ?? undefined,
  };
  return dialler.dial(target, proxy);
}

const DISPATCHER_OPTIONS = ["connections", "keepAliveTimeout", "proxy"] as const;

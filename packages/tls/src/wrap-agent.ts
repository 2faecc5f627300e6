import { Agent as HttpAgent } from "node:http";
import { type AgentOptions, Agent as HttpsAgent } from "node:https";
import { Duplex } from "node:stream";
import { type ConnectionOptions, TLSSocket } from "node:tls";

import { OptionError } from "@tlspin/core";

import { PinnedAgent } from "./agent.ts";
import { CheckNames } from "./check-names.ts";
import { DIAL_OPTIONS } from "./dial.ts";
import type { Dialler } from "./dialler.ts";
import { pickOptions } from "./read-options.ts";

/**
 * Guards an agent of somebody else's. It goes on choosing how to reach the origin, through which proxy
 * and how often, but makes TLS with our options, and hands a connection out only after the guard.
 *
 * @returns The same agent.
 * @throws {OptionError} It is none that can be guarded, was used before, or would weaken enforcement.
 */
export function wrapAgent<Wrapped extends object>(dialler: Dialler, agent: Wrapped): Wrapped {
  requireUnused(agent);
  pickOptions(objectIn(agent, "options"), []);
  if (isAgentOfBase(agent)) wrapConnect(dialler, agent);
  else if (isHttpsAgent(agent)) wrapCreateConnection(dialler, agent);
  else throw new OptionError("agent", CANNOT);
  WRAPPED.add(agent);
  return agent;
}

/** What it connected before was judged by nobody. */
function requireUnused(agent: object): void {
  if (agent instanceof PinnedAgent || WRAPPED.has(agent)) {
    throw new OptionError("agent", "is guarded already");
  }
  const pools = ["sockets", "freeSockets", "requests"].map((name) => objectIn(agent, name));
  if (pools.every((pool) => Object.keys(pool).length === 0)) return;
  throw new OptionError("agent", "has connections already: wrap it before its first request");
}

/** The agents that stand on npm's agent-base, as those for proxies do. */
function wrapConnect(dialler: Dialler, agent: AgentOfBase): void {
  const { connect } = agent;
  agent.connect = async (request, options) => {
    requireSecure(options);
    return dialler.dialThrough(pickOptions(options, REQUEST_OPTIONS), async (ours) => {
      const given = await connect.call(agent, request, { ...options, ...only(ours, options) });
      return tlsSocketOf(given);
    });
  };
  guardPool(dialler, agent);
}

function requireSecure({ secureEndpoint }: BaseOptions): void {
  if (secureEndpoint === true) return;
  throw new OptionError("url", "must be https: a guarded agent sends nothing in clear");
}

/** Node.js' own agent, and those that extend it: agentkeepalive, hpagent. */
function wrapCreateConnection(dialler: Dialler, agent: AgentOfHttps): void {
  const { createConnection } = agent;
  agent.createConnection = (options, callback) => {
    dialler
      .dialThrough(pickOptions(options, REQUEST_OPTIONS), (ours) =>
        created((done) =>
          createConnection.call(agent, { ...options, ...only(ours, options) }, done),
        ),
      )
      .then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error),
      );
    return undefined;
  };
  guardPool(dialler, agent);
}

/** An agent returns its connection, or calls back with it. */
function created(create: (done: Callback) => unknown): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const take = (socket: unknown): void => {
      try {
        resolve(tlsSocketOf(socket));
      } catch (error) {
        reject(error);
      }
    };
    const returned = create((error, socket) => {
      if (error === null || error === undefined) take(socket);
      else reject(error);
    });
    if (returned !== undefined && returned !== null) take(returned);
  });
}

/** What is no TLS connection cannot be guarded: a proxy's refusal, another agent, a socket in clear. */
function tlsSocketOf(given: unknown): TLSSocket {
  if (given instanceof TLSSocket) {
    // Until the guard listens, in this turn or the next, nobody does.
    return given.on("error", ignore);
  }
  if (given instanceof Duplex) given.on("error", ignore).destroy();
  throw new OptionError("agent", "gave no TLS connection of its own: was it refused by a proxy?");
}

function ignore(): void {
  // The guard asks the socket what it failed with.
}

/** A pooled connection is taken for as good as new: expired ones go first, and checks stay apart. */
function guardPool(dialler: Dialler, agent: Named): void {
  const { getName } = agent;
  const checks = new CheckNames();
  agent.getName = (options) => {
    dialler.inForce.retireExpired();
    return getName.call(agent, options) + checks.nameOf(options?.checkServerIdentity);
  };
}

/** Our options, but for those that concern TCP alone, which stay the agent's. */
function only(ours: ConnectionOptions, theirs: object): object {
  const kept = OF_TCP.filter((name) => Object.hasOwn(theirs, name));
  return Object.assign(
    Object.fromEntries(Object.entries(ours)),
    Object.fromEntries(kept.map((name) => [name, Reflect.get(theirs, name)])),
    // Under this key an agent of Node.js would keep sessions.
    { _agentKey: undefined },
  );
}

function objectIn(agent: object, name: string): object {
  const value: unknown = Reflect.get(agent, name);
  return typeof value === "object" && value !== null ? value : {};
}

function isAgentOfBase(agent: object): agent is AgentOfBase {
  return agent instanceof HttpAgent && typeof Reflect.get(agent, "connect") === "function";
}

function isHttpsAgent(agent: object): agent is AgentOfHttps {
  if (!(agent instanceof HttpAgent)) return false;
  return agent instanceof HttpsAgent || Reflect.get(agent, "protocol") === "https:";
}

interface AgentOfBase extends Named {
  connect: (request: unknown, options: BaseOptions) => unknown;
}

interface BaseOptions {
  readonly secureEndpoint?: boolean;
}

interface AgentOfHttps extends Named {
  createConnection: (options: object, callback: Callback) => unknown;
}

interface Named {
  getName: (options?: AgentOptions) => string;
}

type Callback = (error: unknown, socket?: unknown) => void;

const WRAPPED = new WeakSet();

const REQUEST_OPTIONS = DIAL_OPTIONS.filter((name) => name !== "socket");

const OF_TCP = [
  "autoSelectFamily",
  "autoSelectFamilyAttemptTimeout",
  "highWaterMark",
  "keepAlive",
  "keepAliveInitialDelay",
  "noDelay",
  "timeout",
] as const;

const CANNOT =
  "is none that can be guarded: there are those of node:https and of npm's agent-base 6 or newer";

import type { TLSSocket } from "node:tls";

import type { Hostname } from "@tlspin/core";

import { hostOf } from "../host.ts";
import { type KeptOptions, keptOptionsOf, lowerSocketOf, sentNameOf } from "./internals.ts";
import { plainHostOf } from "./plain-dials.ts";

/** Whom a client socket is meant for. */
export interface SocketTarget {
  /** The name that the certificate must prove. */
  readonly certificateHost: Hostname;
  readonly connectHost: Hostname;
  /** Where TLS began on a connection that was there: whom that was dialled for. It may be a proxy. */
  readonly plainHost: Hostname;
  readonly port: number;
  /** The roots that its maker gave. */
  readonly ca: unknown;
  /** Whether the runtime itself compares the name with the certificate. */
  readonly compared: boolean;
}

/**
 * Finds out for whom a client socket is meant. Libraries say it in several places. `undefined` where
 * one of them is no host, or none is said.
 */
export function targetOf(socket: TLSSocket): SocketTarget | undefined {
  const options = keptOptionsOf(socket);
  const names = options === undefined ? bareNames(socket) : namesIn(options);
  const hosts = hostsOf({ ...names, plain: plainHostOf(lowerSocketOf(socket)) });
  return hosts === undefined ? undefined : { ...hosts, ...detailsOf(socket, options) };
}

type Hosts = Pick<SocketTarget, "certificateHost" | "connectHost" | "plainHost">;

interface Names {
  readonly named: string | undefined;
  readonly dialled: string | undefined;
}

/** What is not said by one is said by the others. */
function hostsOf({
  named,
  dialled,
  plain,
}: Names & { plain: string | undefined }): Hosts | undefined {
  const [certificateHost, connectHost, plainHost] = [
    [named, dialled, plain],
    [dialled, named, plain],
    [plain, named, dialled],
  ].map((names) => hostOf(names.find((name) => name !== undefined)));
  if (certificateHost === undefined || connectHost === undefined) return undefined;
  return plainHost === undefined ? undefined : { certificateHost, connectHost, plainHost };
}

function detailsOf(
  { remotePort }: TLSSocket,
  options: KeptOptions | undefined,
): Pick<SocketTarget, "port" | "ca" | "compared"> {
  if (options === undefined) return { port: remotePort ?? 0, ca: undefined, compared: false };
  return { port: Number(options["port"] ?? remotePort ?? 0), ca: options["ca"], compared: true };
}

function namesIn({ servername, host, socket }: KeptOptions): Names {
  const alone = socket === undefined || socket === null ? "localhost" : undefined;
  return { named: nameIn(servername), dialled: nameIn(host) ?? alone };
}

function bareNames(socket: TLSSocket): Names {
  return { named: sentNameOf(socket), dialled: undefined };
}

/** An empty name is how libraries say "send no SNI". */
function nameIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

import { TLSSocket } from "node:tls";

import { UnsupportedRuntimeError } from "@tlspin/core";

import { dropSession, isClient, keepSentName } from "./internals.ts";

/** Judges a client socket whose handshake is done, before anybody is told so. */
export type SocketCheck = (socket: TLSSocket) => Error | undefined;

/**
 * Asks about every client socket of the process, whoever made it and with whatever options: each ends its
 * handshake in one method, also where `tls.connect` was taken before we came. No session is resumed,
 * because a resumed one shows no certificate.
 *
 * @throws {UnsupportedRuntimeError} The runtime has no such method.
 */
export function installChokePoint(check: SocketCheck): void {
  replace("_finishInit", (finish) => (socket, args) => {
    const fault = isClient(socket) && isAlive(socket) ? check(socket) : undefined;
    if (fault === undefined) return Reflect.apply(finish, socket, args);
    return void socket.destroy(fault);
  });
  replace("_init", (init) => (socket, args) => {
    if (isClient(socket)) dropSession(socket);
    return Reflect.apply(init, socket, args);
  });
  replace("setServername", (setServername) => (socket, args) => {
    keepSentName(socket, args[0]);
    return Reflect.apply(setServername, socket, args);
  });
  replace(
    "setSession",
    (setSession) => (socket, args) =>
      isClient(socket) ? undefined : Reflect.apply(setSession, socket, args),
  );
}

type Method = (socket: TLSSocket, args: readonly unknown[]) => unknown;

function replace(name: string, around: (genuine: Function) => Method): void {
  const genuine: unknown = Reflect.get(TLSSocket.prototype, name);
  if (typeof genuine !== "function") {
    throw new UnsupportedRuntimeError(`TLSSocket.prototype.${name} is missing here`);
  }
  const method = around(genuine);
  // Not to be replaced by accident. Another copy of ours may put itself around it.
  Object.defineProperty(TLSSocket.prototype, name, {
    configurable: true,
    writable: false,
    value: function chokePoint(this: TLSSocket, ...args: readonly unknown[]) {
      return method(this, args);
    },
  });
}

/** The runtime calls it for a socket that is destroyed, too, and does nothing then. */
function isAlive(socket: TLSSocket): boolean {
  return Reflect.get(socket, "_handle") !== null;
}

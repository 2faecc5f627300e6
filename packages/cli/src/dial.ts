import { X509Certificate } from "node:crypto";
import { checkServerIdentity, type ConnectionOptions, type TLSSocket } from "node:tls";

import { isIpAddress } from "@tlspin/core";
import { STRONG_CIPHERS } from "@tlspin/tls";

import { certificatesIn } from "./certificates-in.ts";
import { CommandError } from "./command-error.ts";
import { dialError } from "./dial-error.ts";
import { handshake, HandshakeFailure } from "./handshake.ts";
import { addressText, type HostAddress } from "./host-address.ts";
import { type PeerChain, peerChainOf } from "./peer-chain.ts";
import { waitingFor } from "./progress.ts";
import { readInput } from "./read-input.ts";
import { refusalOf } from "./refusal.ts";
import type { StarttlsProtocol } from "./starttls/start-tls.ts";

/** How to reach a host, where DNS and the usual CAs do not tell. */
export interface DialOptions {
  /** Dial here, and ask for the host by its name. */
  readonly connect?: HostAddress;
  /** PEM of the CAs to trust instead of the usual ones. */
  readonly ca?: string;
  /** Ask for TLS in this protocol first. */
  readonly starttls?: StarttlsProtocol;
  /** Milliseconds until the handshake must be done. */
  readonly timeout: number;
}

/** What a host presented, and what ordinary TLS validation says of it. */
export interface Dialled extends PeerChain {
  readonly address: HostAddress;
  readonly protocol: string;
  /** In OpenSSL's spelling. */
  readonly cipher: string;
  /** Why an ordinary client would refuse. Absent where it would not. */
  readonly refusal?: string;
}

/**
 * Makes one TLS handshake with a host and hangs up. No application byte is sent, so a chain that
 * ordinary validation refuses can be shown too: {@link Dialled.refusal} then says why.
 *
 * @throws {CommandError} The host cannot be reached, or does not speak TLS: exit code 3.
 */
export async function dial(address: HostAddress, options: DialOptions): Promise<Dialled> {
  const done = waitingFor(`dialling ${addressText(address)} …`);
  return dialQuietly(address, options).finally(done);
}

/** The same, where somebody else says what is being waited for. */
export async function dialQuietly(address: HostAddress, options: DialOptions): Promise<Dialled> {
  const { connect: target = address, starttls, timeout } = options;
  const validation: Validation = {};
  const tls = tlsOptionsOf(address, options, validation);
  try {
    const starting = starttls === undefined ? {} : { starttls };
    const socket = await handshake({ address, target, timeout, tls, ...starting });
    const dialled = dialledOf(address, socket, validation);
    hangUp(socket);
    return dialled;
  } catch (error) {
    throw dialError(error instanceof HandshakeFailure ? error.cause : error, address, target);
  }
}

/** Ends a connection with a goodbye, so that the server does not take it for an error. */
export function hangUp(socket: TLSSocket): void {
  socket.resume();
  socket.end();
  // It need not answer for long.
  setTimeout(() => socket.destroy(), 500).unref();
  socket.unref();
}

/**
 * Reads the CAs that a dial is to trust.
 *
 * @throws {CommandError} The file cannot be read or holds no certificate.
 */
export async function readCa(path: string): Promise<string> {
  const ders = certificatesIn(await readInput(path));
  try {
    return ders.map((der) => new X509Certificate(der).toString()).join("\n");
  } catch {
    throw caError(`${path} holds no certificate that Node.js can read`);
  }
}

interface Validation {
  problem?: string;
}

// Validation runs in full, and its finding is reported instead of hidden behind a closed socket.
function tlsOptionsOf(
  address: HostAddress,
  options: DialOptions,
  validation: Validation,
): ConnectionOptions {
  return {
    ...(isIpAddress(address.host) ? {} : { servername: address.host }),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    // What an app offers too. Offered more, a server might choose what an app would not speak.
    ciphers: STRONG_CIPHERS,
    rejectUnauthorized: false,
    checkServerIdentity: (_name, certificate) => {
      const problem = checkServerIdentity(address.host, certificate);
      if (problem !== undefined) validation.problem = problem.message;
      return problem;
    },
  };
}

function dialledOf(address: HostAddress, socket: TLSSocket, { problem }: Validation): Dialled {
  const dialled = {
    address,
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().name,
    ...peerChainOf(socket),
  };
  if (socket.authorized) return dialled;
  return { ...dialled, refusal: problem ?? refusalOf(String(socket.authorizationError)) };
}

function caError(message: string): CommandError {
  const hint = "give --ca a PEM file with the CA certificates to trust";
  return new CommandError(message, { exitCode: 2, code: "file-unreadable", hint });
}

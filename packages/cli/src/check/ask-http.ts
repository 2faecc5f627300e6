import { request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

import { isIpAddress, type Policy } from "@tlspin/core";
import { createTlsPinning } from "@tlspin/tls";

import type { DialOptions } from "../dial.ts";
import { addressText, type HostAddress } from "../host-address.ts";
import { causeOf, codeOf } from "../system-error.ts";

/** What a server answers to `HEAD /`, or why there is no answer. */
export type HttpAnswer =
  | { readonly status: number; readonly headers: NodeJS.Dict<string[]> }
  | { readonly failure: string; readonly code: string };

/** Whom to ask, and by which policy. */
export interface HttpQuestion {
  readonly policy: Policy;
  readonly address: HostAddress;
  readonly target: HostAddress;
  readonly options: DialOptions;
}

/**
 * Asks for the headers of the front page, through the guarded door that apps use: a peer that the
 * policy refuses is sent nothing, whatever was found before.
 */
export async function askHttps(question: HttpQuestion): Promise<HttpAnswer> {
  const { policy, address, target, options } = question;
  const pinning = createTlsPinning(policy, OPTIONS, NO_DOORS);
  const secure = (): Promise<Duplex> =>
    pinning.connect({
      host: target.host,
      port: target.port,
      ...(isIpAddress(address.host) ? {} : { servername: address.host }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      timeout: options.timeout,
    });
  const host = hostHeaderOf(address, 443);
  try {
    return await ask(async () => {
      const socket = await secure();
      return { createConnection: () => socket, timeout: options.timeout, host };
    });
  } catch (error) {
    return failureOf(error);
  } finally {
    pinning.close();
  }
}

/** Asks in clear, for the redirect to https. */
export async function askHttp({ address, target, options }: HttpQuestion): Promise<HttpAnswer> {
  const host = hostHeaderOf({ host: address.host, port: target.port }, 80);
  const createConnection = (): Duplex => connect(target);
  return ask(async () => ({ createConnection, timeout: options.timeout, host }));
}

/** With HEAD, which moves the least, and with GET where a server knows no HEAD. */
async function ask(way: () => Promise<Way>): Promise<HttpAnswer> {
  const answer = await askWith("HEAD", await way());
  if (!("status" in answer) || !KNOWS_NO_HEAD.has(answer.status)) return answer;
  return askWith("GET", await way());
}

interface Way {
  readonly createConnection: () => Duplex;
  /** What the Host header says. */
  readonly host: string;
  readonly timeout: number;
}

function askWith(method: "HEAD" | "GET", way: Way): Promise<HttpAnswer> {
  const { createConnection, host, timeout } = way;
  return new Promise((resolve) => {
    const headers = { host, "user-agent": "tlspin", connection: "close" };
    // No agent, not even `false`: any would dial by itself.
    const asking = request({ createConnection, method, path: "/", headers });
    const deadline = setTimeout(() => asking.destroy(TOO_LATE), timeout);
    asking.once("error", (error) => {
      clearTimeout(deadline);
      resolve(failureOf(error));
    });
    asking.once("response", (response) => {
      clearTimeout(deadline);
      resolve({ status: response.statusCode ?? 0, headers: response.headersDistinct });
      response.destroy();
    });
    asking.end();
  });
}

function hostHeaderOf(address: HostAddress, usual: number): string {
  return address.port === usual
    ? addressText(address).replace(/:[0-9]+$/, "")
    : addressText(address);
}

function failureOf(error: unknown): HttpAnswer {
  return { failure: causeOf(error), code: codeOf(error) ?? "" };
}

const OPTIONS = { onVerdict: () => {}, acceptFailOpenExpiry: true };
const NO_DOORS = { doorsOf: () => ({}), probes: [], requireHook: () => {} };

const KNOWS_NO_HEAD: ReadonlySet<number> = new Set([405, 501]);

const TOO_LATE = Object.assign(new Error("it did not answer in time"), { code: "ETIMEDOUT" });

import type { ClientHttp2Session } from "node:http2";
import type { Agent } from "node:https";
import type { LookupFunction } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";

/**
 * What the contract suite asks of an adapter. Typed by shape, so that the suite imports none of them
 * and each can be given to it.
 */
export interface Adapter {
  /** What reports call it: `node 26.10.0`. */
  readonly name: string;
  createPinning(policy: unknown, options: AdapterOptions): PinningLike;
}

export interface AdapterOptions {
  readonly onVerdict?: (record: RecordLike) => void;
  readonly acceptFailOpenExpiry?: boolean;
  /** Only where the adapter has a `fetch`. */
  readonly allowRedirectTo?: readonly string[];
  /** Of runtimes that show a client certificate before the server is judged. */
  readonly acceptClientCertificateDisclosure?: boolean;
  /** Only where the adapter has a `nativeFetch`. */
  readonly nativeFetch?: "leaf-pins";
  readonly tls?: {
    readonly ca?: readonly string[];
    readonly cert?: string;
    readonly key?: string;
    readonly lookup?: LookupFunction;
    readonly checkServerIdentity?: (
      hostname: string,
      certificate: PeerCertificate,
    ) => Error | undefined;
  };
}

/** The record of a decision that `onVerdict` is given. */
export interface RecordLike {
  readonly host: string;
  readonly decision: string;
  readonly reason: string;
  readonly pin?: { readonly backup: boolean };
}

/** The doors. Their options are plain objects here, because attacks put anything into them. */
export interface PinningLike {
  agent(options?: object): Agent;
  /** Guards an agent of somebody else's. */
  wrapAgent?(agent: Agent): Agent;
  connect(options: object): Promise<TLSSocket>;
  http2Connect(authority: string | URL, options?: object): Promise<ClientHttp2Session>;
  tlsOptions(host?: string): object;
  update(policy: unknown): void;
  selfTest(): Promise<void>;
  close(): void;
  fetch?(url: string, init?: RequestInit): Promise<Response>;
  /** This runtime's own `fetch`, where a hook of it can be had. */
  nativeFetch?(url: string, init?: object): Promise<Response>;
  /** A dispatcher that this runtime's own `fetch` accepts. */
  dispatcher?(options?: object): unknown;
}

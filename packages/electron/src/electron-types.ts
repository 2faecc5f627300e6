// Electron's own types stay out of our signatures: a major version of Electron must not be one of ours.
// These say what we use of them. A test assigns the real ones to them.

/** Electron's `Session`, as far as pinning needs it. */
export interface PinnableSession {
  setCertificateVerifyProc(proc: VerifyProc | null): void;
  setSSLConfig(config: SslConfig): void;
  closeAllConnections(): Promise<void>;
}

/** What Chromium asks for each chain and host that it does not remember, and how it is answered. */
export type VerifyProc = (
  request: VerifyRequest,
  callback: (verificationResult: number) => void,
) => void;

export interface VerifyRequest {
  readonly hostname: string;
  /** What the peer sent. It proves nothing. */
  readonly certificate: PresentedCertificate;
  /** The path that Chromium verified. It is one only where `errorCode` is 0. */
  readonly validatedCertificate: PresentedCertificate;
  readonly errorCode: number;
}

/** One certificate and, through `issuerCert`, those above it. */
export interface PresentedCertificate {
  /** PEM. */
  readonly data: string;
  readonly issuerCert?: PresentedCertificate | null;
}

export interface SslConfig {
  minVersion?: "tls1.2" | "tls1.3";
  disabledCipherSuites?: number[];
}

/** Electron's `app`, as far as pinning needs it. */
export interface PinnableApp {
  readonly commandLine: { hasSwitch(name: string): boolean };
  isReady(): boolean;
  exit(exitCode?: number): void;
  prependListener(event: "session-created", listener: (session: PinnableSession) => void): unknown;
  on(
    event: "child-process-gone",
    listener: (event: unknown, details: ChildProcessGone) => void,
  ): unknown;
}

export interface ChildProcessGone {
  readonly type: string;
  readonly serviceName?: string;
}

/** Electron's `utilityProcess`. */
export interface UtilityProcessModule<Process> {
  fork(modulePath: string, args?: string[], options?: object): Process;
}

import { CommandError } from "./command-error.ts";
import { addressText, type HostAddress } from "./host-address.ts";
import { StarttlsRefused } from "./starttls/refused.ts";
import { causeOf, codeOf } from "./system-error.ts";

/** Why a host could not be checked. It answered, unless it was unreachable. */
export type DialErrorCode = "host-unreachable" | "tls-failed" | "starttls-refused";

/**
 * Makes the error for a host that could not be checked.
 *
 * @param target - Where the connection went: the address itself, or what `--connect` says.
 */
export function dialError(error: unknown, address: HostAddress, target: HostAddress): CommandError {
  const { cause, hint, code = "host-unreachable" } = explanationOf(error);
  const where = addressText(target);
  const via = addressText(address) === where ? "" : ` (dialled at ${where})`;
  return new CommandError(`${addressText(address)}${via} could not be checked: ${cause}`, {
    exitCode: 3,
    code,
    hint: `${hint}${proxyHint()}`,
  });
}

interface Explanation {
  readonly cause: string;
  readonly hint: string;
  readonly code?: DialErrorCode;
}

function explanationOf(error: unknown): Explanation {
  if (error instanceof StarttlsRefused) return notStarted(error);
  const code = codeOf(error) ?? "";
  const known = EXPLANATIONS[code];
  if (known !== undefined) return known;
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) return notTls(error);
  return {
    cause: causeOf(error),
    hint: "check the host and the network, then run the command again",
  };
}

function notTls(error: unknown): Explanation {
  const reason = error instanceof Error && "reason" in error ? `: ${String(error.reason)}` : "";
  return {
    code: "tls-failed",
    cause: `the TLS handshake failed${reason}`,
    hint: "check that the port speaks TLS from the first byte, 1.2 or newer, with ECDHE and AES-GCM",
  };
}

function notStarted({ message }: StarttlsRefused): Explanation {
  return {
    code: "starttls-refused",
    cause: `it does not turn to TLS: ${message}`,
    hint: "check that the server has TLS; if it has, something in between strips it",
  };
}

function proxyHint(): string {
  const proxied = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"].some(
    (name) => (process.env[name] ?? "") !== "",
  );
  return proxied
    ? "; note that tlspin dials directly, not through the proxy of the environment"
    : "";
}

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    cause: "the connection was refused",
    hint: "check the port, and that the server is running",
  },
  ECONNRESET: {
    cause: "the connection was closed before the TLS handshake was done",
    hint: "check that the port speaks TLS and that nothing in between blocks it",
  },
  EAI_AGAIN: {
    cause: "DNS gives no answer",
    hint: "check the network, or say where to dial with --connect",
  },
  ENOTFOUND: {
    cause: "DNS does not know the host",
    hint: "check the spelling, or say where to dial with --connect",
  },
  EHOSTUNREACH: { cause: "there is no route to the host", hint: "check the network" },
  ENETUNREACH: { cause: "there is no route to the host", hint: "check the network" },
  ETIMEDOUT: {
    cause: "it did not answer in time",
    hint: "check the address, or give it longer with --timeout",
  },
};

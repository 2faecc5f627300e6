import { failed, type Judgement, notRehearsed, passed } from "./finding.ts";
import { leaksIn } from "./leaks.ts";
import type { Observation } from "./observation.ts";
import { unreached } from "./unreached.ts";

/**
 * Judges whether a program refused a server. A pass is the last line: before it everything must have
 * been seen that a refusal consists of.
 */
export function judgeRefusal(observation: Observation): Judgement {
  return (
    leaked(observation) ??
    unreached(observation) ??
    notResumed(observation) ??
    heldOpen(observation) ??
    notJudged(observation) ??
    fellBack(observation) ??
    notLogged(observation) ??
    passed(refusalText(observation))
  );
}

// Judged first: whatever else was missing, what reached the server has reached it.
function leaked({ server }: Observation): Judgement | undefined {
  if (server.bytes === 0) return undefined;
  const leaks = leaksIn(server);
  const what = leaks.length === 0 ? ", no HTTP request" : "";
  const why = `${bytesText(server.bytes)} reached the server${what}`;
  return { ...failed(why, "send it through a guarded door of tlspin"), leaks };
}

function notResumed({ scenario, accepted, seen, server }: Observation): Judgement | undefined {
  if (scenario.name !== "resumed") return undefined;
  if (accepted === undefined || accepted.bytes === 0) {
    return notRehearsed("the first server, which has a pinned key, was not used");
  }
  if (seen.dialledAgain && server.connections > 0) return undefined;
  return notRehearsed(
    "it did not dial again after its first session",
    "let it send two requests, or give --request",
  );
}

/** A connection that the program keeps is one that it did not refuse, though it sent nothing yet. */
function heldOpen({ heldOpen: open, server, run }: Observation): Judgement | undefined {
  if (!run.ended || open === 0 || server.handshakes === 0) return undefined;
  return failed("it kept the connection open: nothing was sent, and nothing refused");
}

/**
 * That the server got nothing says little where ordinary TLS validation had its reasons, or where the
 * handshake never came to a certificate. The output alone proves neither: another host may have written
 * it there.
 */
function notJudged(observation: Observation): Judgement | undefined {
  const { refusedBy } = observation.scenario;
  if (refusedBy === "nobody") return notCutOff(observation);
  const ordinary = refusedBy === "pins" ? ordinaryReason(observation) : undefined;
  if (ordinary !== undefined) return refusedByTls(ordinary);
  return isRefused(observation) ? undefined : unclear(observation);
}

function notCutOff({ seen }: Observation): Judgement | undefined {
  if (seen.ends.some(({ error }) => error !== undefined)) return undefined;
  return notRehearsed("it left before TLS was cut off");
}

function ordinaryReason({ seen, server }: Observation): string | undefined {
  const { error } = seen.ends.find((end) => ORDINARY.test(end.error ?? "")) ?? {};
  return error ?? server.alerts.find((alert) => alert.endsWith("UNKNOWN_CA"));
}

/** Whether its TLS refused the peer. */
function isRefused({ seen, server }: Observation): boolean {
  return seen.ends.some(({ accepted }) => accepted === false) || server.alerts.length > 0;
}

/** Its TLS did not refuse, but the program may have, once it saw the certificate. */
function unclear(observation: Observation): Judgement | undefined {
  const { seen, server } = observation;
  if (server.handshakes > 0 || seen.ends.some(({ accepted }) => accepted === true)) {
    if (saysSo(observation)) return undefined;
    return failed(
      "its TLS accepted the server, and its output does not say that the pins refused it",
      "say with --expect-log how the output tells a refusal",
    );
  }
  const { error } = seen.ends.find((end) => end.error !== undefined) ?? {};
  const said = error === undefined ? "" : `: ${error}`;
  return notRehearsed(`the connection ended before a certificate was judged${said}`);
}

function refusedByTls(reason: string): Judgement {
  const isName = reason === "ERR_TLS_CERT_ALTNAME_INVALID";
  return notRehearsed(
    `ordinary TLS refused it (${reason}), so the pins were not asked`,
    isName
      ? "name the host that it dials with --host"
      : "let it trust the CA in NODE_EXTRA_CA_CERTS too, not only its own",
  );
}

/** None is let through, so nothing was sent there; outside the drill it would have been. */
function fellBack({ seen }: Observation): Judgement | undefined {
  if (seen.fallbacks.length === 0) return undefined;
  const [first = ""] = seen.fallbacks;
  return failed(
    `after the refusal it dialled ${seen.fallbacks.join(", ")}`,
    `if that is no fallback, say --allow ${first.replace(/:\d+$/, "")}`,
  );
}

function notLogged(observation: Observation): Judgement | undefined {
  const { run, expectLog } = observation;
  if (saysSo(observation)) return undefined;
  if (expectLog === undefined && run.exitCode !== null && run.exitCode !== 0) return undefined;
  const end = run.ended ? "it was still running" : `exit code ${run.exitCode ?? run.signal}`;
  return failed(
    `it was refused, but nobody is told: ${end}, and no error in its output`,
    "log the error, or say with --expect-log how the output tells it",
  );
}

function saysSo({ run, scenario, expectLog }: Observation): boolean {
  return ((scenario.refusedBy === "pins" ? expectLog : undefined) ?? scenario.log).test(run.output);
}

function refusalText({ seen }: Observation): string {
  const error = seen.ends.find((end) => end.error !== undefined)?.error;
  return `0 bytes${error === undefined ? "" : `, ${error}`}`;
}

function bytesText(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

// What Node.js and OpenSSL say of chains and names (tls.md, "X509 certificate error codes").
const ORDINARY =
  /^(?:UNABLE_TO_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_|ERROR_IN_CERT|CRL_)/;

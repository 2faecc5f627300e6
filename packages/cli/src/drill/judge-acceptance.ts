import { failed, type Judgement, notRehearsed, passed } from "./finding.ts";
import type { Observation } from "./observation.ts";
import type { RelayCounts } from "./relay.ts";
import { unreached } from "./unreached.ts";

/** Judges whether a program got through to a server that its policy allows. */
export function judgeAcceptance(observation: Observation): Judgement {
  const { relay } = observation;
  const judged = relay === undefined ? ofServer(observation) : ofRelay(observation, relay);
  return unreached(observation) ?? judged;
}

/** The server decrypts, so it knows. */
function ofServer({ server, seen }: Observation): Judgement {
  if (server.bytes > 0) return passed(`accepted, ${server.bytes} bytes arrived`);
  const error = errorIn(seen.ends);
  if (error !== undefined && UNTRUSTED.test(error)) {
    return notRehearsed(
      `it does not trust the drill's CA (${error})`,
      "let it trust the CA in NODE_EXTRA_CA_CERTS too, not only its own",
    );
  }
  return failed(
    `refused${suffix(error)}`,
    "does the program load this policy, with the key's pin?",
  );
}

/** The relay sees records only, so that the program's own word must agree with it. */
function ofRelay(observation: Observation, relay: RelayCounts): Judgement {
  if (relay.problem !== undefined) {
    return notRehearsed(`the upstream cannot be reached: ${relay.problem}`);
  }
  const { ends } = observation.seen;
  const refused = ends.find(({ accepted }) => accepted === false);
  if (refused !== undefined) return failed(`refused${suffix(refused.error)}`);
  if (relay.through === 0) return failed(`it sent nothing${suffix(errorIn(ends))}`);
  const problem = problemOf(observation);
  return problem === undefined ? passed("accepted, application data sent") : failed(problem);
}

/** What the program itself says against having got through. */
function problemOf({ answers, run }: Observation): string | undefined {
  const bad = answers.find(({ isGood }) => !isGood);
  if (bad !== undefined) return `${bad.request} was answered with ${bad.answer ?? "nothing"}`;
  if (run.ended || run.exitCode === 0) return undefined;
  return `it got through, and ended with ${run.signal ?? `exit code ${run.exitCode}`}`;
}

function errorIn(ends: Observation["seen"]["ends"]): string | undefined {
  return ends.find(({ error }) => error !== undefined)?.error;
}

function suffix(error: string | undefined): string {
  return error === undefined ? "" : `: ${error}`;
}

const UNTRUSTED = /^(?:SELF_SIGNED_CERT|UNABLE_TO_)/;

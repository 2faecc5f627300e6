import { type Judgement, notRehearsed } from "./finding.ts";
import type { Observation } from "./observation.ts";

/** Who never got as far as the server has neither refused nor accepted it. */
export function unreached(observation: Observation): Judgement | undefined {
  const { run, seen, server, relay } = observation;
  if (!seen.loaded) {
    return notRehearsed(
      "no Node.js program started, so nothing was redirected",
      "for other programs: tlspin drill pins.json --listen",
    );
  }
  if (seen.dials.length === 0) {
    const how = run.ended ? "within its time" : `before it ended with ${endText(observation)}`;
    return notRehearsed(`it did not dial this host ${how}`, todoOf(observation));
  }
  const connections = (relay ?? server).connections + (observation.accepted?.connections ?? 0);
  return connections > 0 ? undefined : notRehearsed("it dialled, but no connection arrived");
}

function todoOf({ run, seen, answers }: Observation): string {
  const [blocked] = seen.blocked;
  if (blocked !== undefined) {
    return `it was kept from ${seen.blocked.join(", ")}: --allow ${blocked.replace(/:\d+$/, "")} lets it through`;
  }
  if (run.ended && answers.length === 0)
    return "give --request to make it dial, or more time with --for";
  const silent = answers.find(({ answer }) => answer === undefined);
  if (silent !== undefined) return `nothing answered ${silent.request}`;
  return "run a program, or a part of it, that dials this host";
}

function endText({ run }: Observation): string {
  return run.signal === null ? `exit code ${run.exitCode}` : run.signal;
}

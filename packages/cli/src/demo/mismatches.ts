import type { Observation } from "./observation.ts";
import type { Expectation } from "./story.ts";

/** Names everything that differs between what was observed of a call and what the story says. */
export function mismatchesOf(
  expect: Expectation,
  observation: Observation,
  token: string,
): readonly string[] {
  return claimsOf(expect, observation, token)
    .filter(({ holds }) => !holds)
    .map(({ claim }) => claim);
}

interface Claim {
  readonly claim: string;
  readonly holds: boolean;
}

function claimsOf(expect: Expectation, observation: Observation, token: string): readonly Claim[] {
  switch (expect.kind) {
    case "answered":
      return claimsOfAnswer(expect.backup, observation);
    case "refused":
      return claimsOfRefusal(expect.reason, observation);
    case "robbed":
      if (expect.unlessStopped === true && !observation.result.ok) {
        return [dialled(observation), noBytes(observation)];
      }
      return claimsOfRobbery(observation, token);
  }
}

function claimsOfAnswer(backup: boolean, { result, server }: Observation): readonly Claim[] {
  const { verdict } = result;
  return [
    { claim: "the API must answer", holds: result.ok },
    { claim: "a pin must match", holds: verdict?.reason === "pin-matched" },
    {
      claim: backup ? "it must be the backup pin" : "it must not be a backup pin",
      holds: verdict?.pin?.backup === backup,
    },
    { claim: "the API must receive the request", holds: server.bytes > 0 },
  ];
}

function claimsOfRefusal(reason: string, observation: Observation): readonly Claim[] {
  const { result } = observation;
  return [
    { claim: "the call must fail", holds: !result.ok },
    { claim: "tlspin must be what refused", holds: result.code === "ERR_TLSPIN_PEER_REJECTED" },
    { claim: `the reason must be ${reason}`, holds: result.verdict?.reason === reason },
    dialled(observation),
    noBytes(observation),
  ];
}

function claimsOfRobbery({ result, server }: Observation, token: string): readonly Claim[] {
  return [
    { claim: "the unprotected call must succeed", holds: result.ok },
    { claim: "the attacker must read the token", holds: server.tokens.includes(token) },
  ];
}

// Who could not dial was not stopped.
function dialled({ server }: Observation): Claim {
  return { claim: "the server must have been dialled", holds: server.connections > 0 };
}

function noBytes({ server }: Observation): Claim {
  return {
    claim: `0 application bytes must arrive, not ${server.bytes}`,
    holds: server.bytes === 0 && server.tokens.length === 0,
  };
}

import {
  type Finding,
  type PopulationResult,
  type Simulation,
  textOfInstant,
} from "@tlspin/rotation";

/** What a simulation says, for programs. */
export function simulationDocument(simulation: Simulation): object {
  const { from, until, clockSkew, populations, findings, first, ...rest } = simulation;
  const { counterExample, unknownHosts } = rest;
  return {
    from: textOfInstant(from),
    until: textOfInstant(until),
    clockSkewDays: clockSkew / (24 * 60 * 60 * 1000),
    populations: populations.map(populationDocument),
    firstFailure: first === undefined ? undefined : textOfInstant(first.from),
    counterExample,
    findings: findings.map(findingDocument),
    unknownHosts,
  };
}

function populationDocument({ cutOff, unpinned, ...rest }: PopulationResult): object {
  return { ...rest, cutOff: peakDocument(cutOff), unpinned: peakDocument(unpinned) };
}

function peakDocument({ share, at }: PopulationResult["cutOff"]): object {
  return { share, at: at === undefined ? undefined : textOfInstant(at) };
}

function findingDocument({ release, from, until, state, ...rest }: Finding): object {
  const { app, platform, version, policy } = release;
  return {
    app,
    platform,
    version,
    policy,
    ...rest,
    from: textOfInstant(from),
    until: textOfInstant(until),
    path: state.path.keys.map(({ name }) => name),
  };
}

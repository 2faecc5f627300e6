export type { AdoptionCurve, AdoptionSample } from "./adoption/sample.ts";
export { type AdoptionFormat, readAdoption } from "./adoption/read-adoption.ts";
export type { LogOptions } from "./adoption/read-log.ts";
export type { ShareOf } from "./adoption/shares.ts";
export { type FileProblem, RotationFileError } from "./errors.ts";
export {
  type Adoption,
  type Fleet,
  type FleetEvidence,
  type FleetMember,
  fleetOf,
  type Population,
  type UnknownRelease,
} from "./fleet.ts";
export { DAY, type Instant, instantOf, textOfInstant } from "./instant.ts";
export { addRelease, formatLedger, parseLedger } from "./ledger/ledger.ts";
export {
  isSameRelease,
  type Ledger,
  nameOfRelease,
  type Release,
  type ReleaseName,
} from "./ledger/release.ts";
export type { NamedText } from "./named-text.ts";
export { parseServers } from "./servers/parse-servers.ts";
export type {
  HostTimeline,
  ServedPath,
  ServerTimeline,
  Serving,
  TimelineKey,
} from "./servers/timeline.ts";
export { type Cell, cellsOf } from "./simulate/cells.ts";
export { percentOf } from "./simulate/counter-example.ts";
export type { ServerState } from "./simulate/server-states.ts";
export { type Scenario, simulate } from "./simulate/simulate.ts";
export type { Finding, Peak, PopulationResult, Simulation } from "./simulate/simulation.ts";
export type { Span } from "./simulate/span.ts";
export { canonicalJson } from "./canonical-json.ts";
export type { Edit } from "./edit/edit.ts";
export { editedText } from "./edit/edited-text.ts";
export { disagreementsOf } from "./plan/disagreements.ts";
export { earliestOf, type SafeDate } from "./plan/earliest.ts";
export { type Effect, effectOf } from "./plan/effect.ts";
export { type Emergency, type EmergencyChoice, emergencyOf, isWayOut } from "./plan/emergency.ts";
export type { Exposure } from "./plan/exposure.ts";
export { type Forecast, forecastOf, type ForecastStep } from "./plan/forecast.ts";
export type { Harm } from "./plan/harm.ts";
export { judgeStep, type StepVerdict } from "./plan/judge-step.ts";
export { KEY_STATES, type KeyState, stateAfter } from "./plan/key-state.ts";
export {
  keyNamed,
  keysIn,
  type Passage,
  type Rotation,
  type RotationKey,
  stateOf,
} from "./plan/rotation.ts";
export { formatRotations, parseRotations } from "./plan/rotation-file.ts";
export { emergencyEffect, type Remedy } from "./plan/remedy.ts";
export type { Situation } from "./plan/situation.ts";
export { type Next, nextOf, type Step } from "./plan/step.ts";
export { type NewKey, takeOver, type TakeOver } from "./plan/take-over.ts";
export { policyOfSnapshot, type Snapshot, snapshotOf } from "./snapshot.ts";

import type { Scenario } from "../scenario.ts";
import { BASICS } from "./basics.ts";
import { CHAINS } from "./chains.ts";
import { CLIENT_CERTIFICATES } from "./client-certificates.ts";
import { CLOSING } from "./closing.ts";
import { DOORS } from "./doors.ts";
import { HOSTS } from "./hosts.ts";
import { OPTIONS } from "./options.ts";
import { PROTOCOLS } from "./protocols.ts";
import { SESSIONS } from "./sessions.ts";
import { SURROUNDINGS } from "./surroundings.ts";
import { UPDATES } from "./updates.ts";

/** Every scenario of the contract, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  ...BASICS,
  ...CHAINS,
  ...OPTIONS,
  ...SURROUNDINGS,
  ...SESSIONS,
  ...UPDATES,
  ...CLOSING,
  ...HOSTS,
  ...DOORS,
  ...CLIENT_CERTIFICATES,
  ...PROTOCOLS,
];

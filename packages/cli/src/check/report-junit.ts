import { isAtLeast, type Severity } from "../fail-on.ts";
import { addressText, type HostAddress } from "../host-address.ts";
import { type JUnitCase, junitText } from "../junit.ts";
import { printableLines } from "../printable.ts";
import type { Check } from "./check.ts";
import type { Audited } from "./document.ts";

/** Shows an audit to a CI system: what the exit code counts as a failure has failed. */
export function reportJunit({ policy, hosts }: Audited, failOn: Severity): string {
  const caseOf = (place: Place) => (check: Check) => junitCase(place, check, failOn);
  const cases = hosts.flatMap(({ address, checks, addresses }) => [
    ...checks.map(caseOf({ address })),
    ...addresses.flatMap((each) => each.checks.map(caseOf(each.facts))),
  ]);
  return junitText({ name: `tlspin check ${policy}`, cases });
}

interface Place {
  readonly address: HostAddress;
  readonly target?: HostAddress;
}

// The name holds nothing that changes from run to run, so that a CI system can follow a check.
function junitCase({ address, target }: Place, check: Check, failOn: Severity): JUnitCase {
  const { id, subject, status, message, todo } = check;
  const text = printableLines(todo === undefined ? message : `${message}\nto do: ${todo}`);
  const what = subject === undefined ? id : `${id} ${subject}`;
  const where = target === undefined ? "" : ` at ${addressText(target)}`;
  const named = { classname: addressText(address), name: what + where };
  if (status === "not-checked") return { ...named, skipped: text };
  if (status === "ok" || !isAtLeast(status, failOn)) return named;
  return { ...named, failure: text };
}

import { CommandError, usageError } from "./command-error.ts";
import { dial, type Dialled, type DialOptions } from "./dial.ts";
import type { HostAddress } from "./host-address.ts";

/**
 * Dials hosts at the same time. All answer, or it fails with every one that did not.
 *
 * @throws {CommandError} A host is named twice, or could not be checked.
 */
export async function dialAll(
  addresses: readonly HostAddress[],
  options: DialOptions,
): Promise<readonly Dialled[]> {
  requireDistinct(addresses);
  const settled = await Promise.allSettled(addresses.map((address) => dial(address, options)));
  const failures = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  if (failures.length > 0) throw failureOf(failures);
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

function requireDistinct(addresses: readonly HostAddress[]): void {
  const hosts = addresses.map(({ host }) => host);
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice === undefined) return;
  throw usageError(
    `${twice} is named twice`,
    "a rule holds for every port of a host: name it once",
  );
}

function failureOf(failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (failures.length === 1 || !(first instanceof CommandError)) return first;
  const message = failures
    .map((each) => (each instanceof Error ? each.message : String(each)))
    .join("; ");
  const { exitCode, code, hint } = first;
  return new CommandError(message, { exitCode, code, ...(hint === undefined ? {} : { hint }) });
}

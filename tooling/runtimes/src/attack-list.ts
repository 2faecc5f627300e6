import { contractScenarios } from "@tlspin/testing";

/** Puts the names of the contract's scenarios into SECURITY.md, between its two markers. */
export function withAttacks(security: string): string {
  const start = security.indexOf("-->", security.indexOf("<!-- attacks:")) + "-->".length;
  const end = security.indexOf("<!-- /attacks -->");
  const lines = contractScenarios().map(({ name, guarantee }) => `- \`${name}\`: ${guarantee}`);
  return `${security.slice(0, start)}\n\n${lines.join("\n")}\n\n${security.slice(end)}`;
}

import type { Result } from "./result.ts";
import { tableOf } from "./table.ts";

/** The README with the table of a run in it. */
export function readmeWith(readme: string, result: Result): string {
  return readme.replace(BETWEEN_MARKS, `$1\n\n${blockOf(result)}\n\n$2`);
}

function blockOf({ machine, rows }: Result): string {
  const { cores, platform, node } = machine;
  return `\`\`\`text\n${tableOf(rows)}\n\nNode.js ${node}, ${platform}, ${cores} shared cores\n\`\`\``;
}

const BETWEEN_MARKS = /(<!-- table: [^>]*-->)[^]*(<!-- \/table -->)/;

import type { Severity } from "@tlspin/lint";

import { printable } from "../printable.ts";
import { type Annotation, workflowCommand } from "../workflow-command.ts";
import type { Linted } from "./linted.ts";

/** The findings as annotations of GitHub's workflows. */
export function lintAnnotations({ name, findings }: Linted): readonly string[] {
  return findings.map(({ id, severity, message, fix, region }) =>
    workflowCommand({
      level: LEVELS[severity],
      file: name,
      region,
      title: `tlspin ${id}`,
      message: `${printable(message)}\nto do: ${printable(fix)}`,
    }),
  );
}

const LEVELS: Readonly<Record<Severity, Annotation["level"]>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

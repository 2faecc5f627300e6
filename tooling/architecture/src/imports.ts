import { parseSync, Visitor } from "oxc-parser";

import type { SourceFile } from "./workspace.ts";

/** One mention of another module: import, re-export, `import()` or an import type. */
export interface Import {
  /** What stands between the quotes; `undefined` where it is computed. */
  readonly specifier: string | undefined;
  /** Whether it leaves no trace in the built JavaScript. */
  readonly typeOnly: boolean;
}

/** Lists every mention of another module in a TypeScript file or declaration file. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const note = (source: unknown, typeOnly: boolean): void => {
    found.push({ specifier: textOf(source), typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source, node.importKind === "type"),
    ExportAllDeclaration: (node) => note(node.source, node.exportKind === "type"),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) note(node.source, node.exportKind === "type");
    },
    ImportExpression: (node) => note(node.source, false),
    TSExternalModuleReference: (node) => note(node.expression, false),
    TSImportType: (node) => note(node.source, true),
  }).visit(programOf(file));
  return found;
}

/** Parses a file. The compiler reports syntax errors better, but none may hide an import from a rule. */
export function programOf(file: SourceFile): ReturnType<typeof parseSync>["program"] {
  const { program, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file.path}: ${error.message}`);
  return program;
}

function textOf(source: unknown): string | undefined {
  if (typeof source !== "object" || source === null || !("value" in source)) return undefined;
  return typeof source.value === "string" ? source.value : undefined;
}

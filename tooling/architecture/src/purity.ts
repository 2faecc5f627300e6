import { Visitor } from "oxc-parser";

import { programOf } from "./imports.ts";
import type { SourceFile } from "./workspace.ts";

/**
 * Names each place where a file reads a clock, chance, or the world outside. The compiler refuses most
 * of these (`types: []`); `new Date()` and `declare const` would slip past it.
 */
export function purityOffences(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const names = new Map<number, string>();
  const notNames = new Set<number>();
  new Visitor({
    NewExpression: (node) => {
      if (isDate(node.callee) && node.arguments.length === 0)
        found.push("new Date() without a time");
    },
    CallExpression: (node) => {
      if (isDate(node.callee)) found.push("Date() as a function");
    },
    Identifier: (node) => names.set(node.start, node.name),
    MemberExpression: (node) => {
      found.push(...memberOffences(node.object, node.property));
      if (!node.computed) notNames.add(node.property.start);
    },
    Property: (node) => {
      if (!node.computed && !node.shorthand) notNames.add(node.key.start);
    },
    TSPropertySignature: (node) => notNames.add(node.key.start),
    ImportExpression: () => found.push("import()"),
    MetaProperty: () => found.push("import.meta"),
  }).visit(programOf(file));
  for (const [start, name] of names) if (WORLD.has(name) && !notNames.has(start)) found.push(name);
  return found.map((what) => `${file.path}: uses ${what}`);
}

function isDate(node: object): boolean {
  return spellingOf(node) === "Date";
}

function memberOffences(object: object, property: object): readonly string[] {
  const member = `${spellingOf(object)}.${spellingOf(property)}`;
  return MEMBERS.has(member) ? [member] : [];
}

// `Date.now` and `Date["now"]` are one member.
function spellingOf(node: object): string {
  if ("name" in node) return String(node.name);
  return "value" in node ? String(node.value) : "";
}

const MEMBERS: ReadonlySet<string> = new Set(["Date.now", "Math.random"]);

const WORLD: ReadonlySet<string> = new Set([
  "Buffer",
  "Bun",
  "Deno",
  "Function",
  "Temporal",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "WebSocket",
  "console",
  "crypto",
  "document",
  "eval",
  "fetch",
  "global",
  "globalThis",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "require",
  "self",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "window",
]);

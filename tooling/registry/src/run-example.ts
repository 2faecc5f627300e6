import type { Consumer } from "./consumers.ts";
import type { Output, Project } from "./outside.ts";

/** The files of an example, by path. `program.mts` is what runs. */
export type Example = Readonly<Record<string, string>> & { readonly "program.mts": string };

/**
 * Makes an example of the documentation call a server on loopback: it gets that server's port, and the
 * root and the addresses under which `api.example.com` is there.
 *
 * @throws {Error} It does not make a pinning and call `api.example.com`.
 */
export function onLoopback(program: string, { port, ca }: Place): Example {
  const placed = program
    .replace("https://api.example.com/", `https://api.example.com:${port}/`)
    .replace(/createPinning\((.*)\);/, "createPinning($1, { tls });");
  if (!placed.includes(`:${port}/`) || !placed.includes(", { tls })")) {
    throw new Error(`this is not an example of pinning api.example.com:\n${program}`);
  }
  return {
    "ca.pem": ca.join("\n"),
    "here.mjs": HERE,
    "program.mts": `import { tls } from "./here.mjs";\n${placed}`,
  };
}

/** Runs it in a project, by the runtime of the project's package manager. */
export async function runExample(
  project: Project,
  { runtime }: Consumer,
  example: Example,
): Promise<Output> {
  for (const [path, text] of Object.entries(example)) await project.write(path, text);
  const [command = "", ...args] = runtime;
  return project.run(command, [...args, "program.mts"]);
}

interface Place {
  readonly port: number;
  readonly ca: readonly string[];
}

const HERE = `import { readFileSync } from "node:fs";

const here = [{ address: "127.0.0.1", family: 4 }];
export const tls = {
  ca: readFileSync("ca.pem", "utf8"),
  lookup: (_name, { all }, callback) =>
    all ? callback(null, here) : callback(null, here[0].address, here[0].family),
};
`;

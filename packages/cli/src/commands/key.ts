import type { Command } from "commander";

import { define as defineCsr } from "./key-csr.ts";
import { define as defineNew } from "./key-new.ts";
import { define as defineVerify } from "./key-verify.ts";

/** Declares `tlspin key`, with `new`, `csr` and `verify`. */
export function define(command: Command): void {
  command.helpCommand(false);
  for (const [name, defineOne] of [
    ["new", defineNew],
    ["csr", defineCsr],
    ["verify", defineVerify],
  ] as const) {
    defineOne(command.command(name).helpOption("-h, --help", "print help"));
  }
}

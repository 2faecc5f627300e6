import { Argument, type Command } from "commander";

import { SCRIPTS, type Shell, SHELLS } from "../completion/scripts.ts";

/** Declares `tlspin completion`. */
export function define(command: Command): void {
  command
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", AFTER_HELP)
    .action((shell: Shell) => void process.stdout.write(`${SCRIPTS[shell]}\n`));
}

const AFTER_HELP = `
Prints a script that completes commands, options and files. It runs tlspin, so
tlspin must be on the PATH.

Examples:
  $ tlspin completion bash >> ~/.bashrc
  $ tlspin completion zsh > "\${fpath[1]}/_tlspin"
  $ tlspin completion fish > ~/.config/fish/completions/tlspin.fish`;

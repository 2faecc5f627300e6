import type { RotationKey } from "@tlspin/rotation";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { emergencyAnswer, remedyAnswer } from "../rotate/emergency-answer.ts";
import { addRotateFlags, type RotateFlags } from "../rotate/rotate-flags.ts";
import { readUnderWay, type UnderWay } from "../rotate/situation.ts";
import { promisedKeyOf } from "../verify-key/promised-key.ts";

/** Declares `tlspin rotate emergency`. */
export function define(command: Command): void {
  addRotateFlags(
    command
      .description("a key is stolen: say what can be done, and whom each choice cuts off")
      .argument("[host]", "the rotation of this host, where there are several")
      .requiredOption("--stolen <key>", "the key: its name, its pin, or a file")
      .option("--choose <choice>", "carry this choice out"),
  )
    .addHelpText("after", AFTER_HELP)
    .action(async (host: string | undefined, flags: EmergencyFlags) => {
      say(await emergency(host, flags), flags);
    });
}

interface EmergencyFlags extends RotateFlags {
  readonly stolen: string;
  readonly choose?: string;
}

async function emergency(host: string | undefined, flags: EmergencyFlags): Promise<Answer> {
  const underWay = await readUnderWay(host, flags);
  const key = await stolenKey(flags.stolen, underWay);
  if (flags.choose === undefined) return emergencyAnswer(key, underWay);
  return remedyAnswer(key, flags.choose, underWay);
}

async function stolenKey(
  text: string,
  { situation: { rotation } }: UnderWay,
): Promise<RotationKey> {
  const named = rotation.keys.find(({ name }) => name === text);
  if (named !== undefined) return named;
  const names = rotation.keys.map(({ name }) => name).join(", ");
  const isPlainName = !/[./]/.test(text);
  if (isPlainName) throw usageError(`there is no key ${text}`, `there is: ${names}`);
  const { pin } = await promisedKeyOf(text, {});
  const key = rotation.keys.find(({ spki }) => spki === pin);
  if (key !== undefined) return key;
  throw usageError(`the rotation of ${rotation.host} does not know ${pin}`, `it knows: ${names}`);
}

const AFTER_HELP = `
Whoever has the private half of a key that apps pin, and any certificate for it,
is the server to them. For each choice: whom it cuts off today, and until when
who has an old release accepts the thief.

  switch-to-KEY  servers show another key that users know; pins.json distrusts
                 the stolen one
  distrust       pins.json distrusts it, and servers stay as they are: for a
                 backup that nothing shows yet
  wait           nothing

Exits with 1 where no choice but waiting cuts off as few as --max-cut-off says.

Examples:
  $ tlspin rotate emergency --stolen A
  $ tlspin rotate emergency --stolen A --choose switch-to-B --max-cut-off 5`;

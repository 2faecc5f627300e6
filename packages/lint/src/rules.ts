import type { Rule } from "./rule.ts";
import { BACKUP_RULES } from "./rules/backup.ts";
import { CA_RULES } from "./rules/ca.ts";
import { EXPIRY_RULES } from "./rules/expiry.ts";
import { HOST_RULES } from "./rules/hosts.ts";
import { KEY_RULES } from "./rules/keys.ts";
import { LIVE_RULES } from "./rules/live.ts";
import { OVERLAP_RULES } from "./rules/overlap.ts";
import { PIN_RULES } from "./rules/pins.ts";
import { POLICY_RULES } from "./rules/whole-policy.ts";

/** Every rule that `lint` judges by. */
export const RULES: readonly Rule[] = [
  ...POLICY_RULES,
  ...HOST_RULES,
  ...OVERLAP_RULES,
  ...PIN_RULES,
  ...BACKUP_RULES,
  ...EXPIRY_RULES,
  ...KEY_RULES,
  ...CA_RULES,
  ...LIVE_RULES,
];

import type { VerdictRecord } from "@tlspin/electron";

/**
 * What was last let in and what was last refused at each host. The latest verdict alone would not do:
 * where two servers answer under one name, Chromium goes on with what it remembers of each, unasked.
 */
export class VerdictMemory {
  readonly #records = new Map<string, VerdictRecord>();

  note(record: VerdictRecord): void {
    this.#records.set(`${record.decision} ${record.host}`, record);
  }

  last(decision: VerdictRecord["decision"], { hostname }: URL): VerdictRecord | undefined {
    return this.#records.get(`${decision} ${hostname.replace(/\.$/, "")}`);
  }
}

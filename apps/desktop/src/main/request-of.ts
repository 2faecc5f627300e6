import type { RequestRecord } from "../bridge/bridge.ts";
import { call, type CallResult, type Client } from "./call.ts";

/** Makes a request through a client, and gives what the page shows of it. Never rejects. */
export async function requestOf(
  client: Client,
  { url, attack }: Order,
): Promise<Omit<RequestRecord, "id">> {
  const before = [client.verdicts.last("allow", url), client.verdicts.last("reject", url)];
  const result = await call(client, url);
  const { verdict } = result;
  return {
    at: new Date().toISOString(),
    attack,
    client: client.name,
    url: shown(url),
    outcome: outcomeOf(result),
    ...(verdict === undefined ? {} : { verdict }),
    remembered: verdict !== undefined && before.includes(verdict),
  };
}

/** Without what a URL may hold of secrets. */
export function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

export interface Order {
  readonly url: URL;
  readonly attack: boolean;
}

function outcomeOf(result: CallResult): RequestRecord["outcome"] {
  if (result.ok) return { ok: true, answer: result.answer };
  return { ok: false, code: result.code, message: result.message };
}

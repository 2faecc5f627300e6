import { UnsupportedRuntimeError } from "@tlspin/core";
import type { Dispatcher } from "undici";
import { Agent } from "undici/index.js";

/** What is asked of a `fetch` here. */
export type FetchThrough = (
  url: string,
  init: { readonly dispatcher: Dispatcher },
) => Promise<unknown>;

/**
 * Proves that a `fetch` connects through the dispatcher that it is given, without network: that
 * dispatcher fails each connection in a way of its own. A bundler, an override or a runtime may have put
 * another `fetch` in the place of undici's, which would go out unpinned.
 *
 * @throws {UnsupportedRuntimeError} It does not. Nothing was sent for the caller.
 */
export async function proveFetch(fetch: FetchThrough): Promise<void> {
  const sign = new Error("the dispatcher was asked");
  const dispatcher = new Agent({ connect: (_options, callback) => callback(sign, null) });
  const outcome = await fetch("https://selftest.invalid/", { dispatcher }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await dispatcher.destroy();
  const cause = outcome instanceof Error ? outcome.cause : undefined;
  if (outcome === sign || cause === sign) return;
  throw new UnsupportedRuntimeError(
    "fetch ignores its dispatcher here, so that requests would go out unpinned: " +
      "do not bundle, alias or override undici/index.js",
  );
}

import type { NodePinning } from "@tlspin/node";
import type { AssertPinnedOptions, OpenClient } from "@tlspin/testing";

import type { Backend } from "./backends.ts";

/** A library, the lines that pin it, and the lines that look as if they did. */
export interface Library {
  readonly name: string;
  /** The file in `clients/` that the documentation shows and the test runs. */
  readonly file: string;
  /** The shape of ours that it takes. */
  readonly shape: "agent()" | "connect()" | "wrapAgent()" | "dispatcher()" | "tlsOptions()";
  /** What the file exports. */
  readonly open: OpenClient<NodePinning>;
  readonly options: AssertPinnedOptions;
  /** What answers behind our TLS. Default: the HTTP server of the test equipment. */
  readonly backend?: Backend;
  /** What in the file keeps it from trying again for ever, or what one must know. A sentence. */
  readonly note?: string;
  readonly ignored: readonly Ignored[];
}

/** An option that looks right and is ignored: the test shows that application bytes leak through it. */
export interface Ignored {
  /** As one would write it. */
  readonly code: string;
  /** The client that was written so. It trusts the runtime's store, where the test puts both CAs. */
  readonly open: OpenClient<NodePinning>;
  readonly options?: AssertPinnedOptions;
}

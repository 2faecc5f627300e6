import { leaf, issuing, rogueLeaf, trusted } from "../../../packages/electron/test/cast.ts";
import type { FakeServer, FakeSession, Network } from "../../../packages/electron/test/chromium.ts";
import type { ClientParts } from "../src/main/clients.ts";
import type { LoadingWindow } from "../src/main/window-load.ts";

/** The network of a machine that trusts the genuine CA and a rogue one. */
export function network(): Network {
  return { roots: trusted, switches: new Set() };
}

export function api(): FakeServer {
  return { address: "192.0.2.1", chain: [leaf, issuing], bytes: 0 };
}

/** A man in the middle whose CA the machine trusts. */
export function rogue(): FakeServer {
  return { address: "192.0.2.6", chain: [rogueLeaf], bytes: 0 };
}

/** Electron's doors onto a session, failing in its words. */
export function doorsOf(
  session: () => FakeSession,
  serverAt: (url: URL) => FakeServer,
): Pick<ClientParts, "netFetch" | "openWindow"> {
  const loaded = (within: FakeSession, url: URL): number =>
    within.load(url.hostname, serverAt(url));
  return {
    netFetch: async (url) => {
      const code = loaded(session(), new URL(url));
      if (code !== 0) throw new Error(`net::${NAMES[code] ?? code}`);
      return new Response("the answer");
    },
    openWindow: () => new FakeWindow((url) => loaded(session(), url)),
  };
}

export class FakeWindow implements LoadingWindow {
  readonly #load: (url: URL) => number;
  redirected: (() => void) | undefined;
  destroyed = false;

  constructor(load: (url: URL) => number) {
    this.#load = load;
  }

  async loadURL(url: string): Promise<void> {
    const code = this.#load(new URL(url));
    const name = NAMES[code] ?? `${code}`;
    if (code !== 0) {
      throw Object.assign(new Error(`${name} (${code}) loading '${url}'`), {
        errno: code,
        code: name,
      });
    }
  }

  readonly webContents = {
    on: (_event: "will-redirect", listener: (event: { preventDefault(): void }) => void): void => {
      this.redirected = () => listener({ preventDefault: () => undefined });
    },
    executeJavaScript: async (): Promise<unknown> => "the answer",
    stop: (): void => undefined,
  };

  destroy(): void {
    this.destroyed = true;
  }
}

// net/base/net_error_list.h
const NAMES: Readonly<Record<number, string>> = {
  [-2]: "ERR_FAILED",
  [-202]: "ERR_CERT_AUTHORITY_INVALID",
};

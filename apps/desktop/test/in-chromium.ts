import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { type Browser, chromium, type Page } from "playwright";

import { CHROMIUM, CHROMIUM_FLAGS } from "../../../tooling/runtimes/src/chromium.ts";
import { pageResponse } from "../src/main/page-files.ts";

/** The page in a plain browser, served with the headers that the app serves it with. */
export interface InChromium {
  open(options?: OpenOptions): Promise<Opened>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** Runs in the page before its own script, as the preload script does. */
  readonly before?: (given: unknown) => void;
  readonly given?: unknown;
}

export interface Opened {
  readonly page: Page;
  /** What the console reported as an error, and what was thrown. */
  readonly errors: readonly string[];
}

export async function startChromium(): Promise<InChromium> {
  const server = createServer((incoming, outgoing) => {
    void pageResponse(new URL(incoming.url ?? "/", "http://localhost").href).then(
      async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [...CHROMIUM_FLAGS],
  });
  return {
    open: (options = {}) => openPage(browser, `http://127.0.0.1:${port}/`, options),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function openPage(browser: Browser, url: string, options: OpenOptions): Promise<Opened> {
  const { width = 1280, dark = false, before, given } = options;
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
  });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  if (before !== undefined) await page.addInitScript(before, given);
  await page.goto(url);
  await page.locator("#stacks article").first().waitFor();
  return { page, errors };
}

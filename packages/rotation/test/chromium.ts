import { existsSync } from "node:fs";

/** Where this machine has Chromium; `undefined` where it has none. */
export const CHROMIUM: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));

/** Starts it without the traffic that it makes on its own. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox", // it does not start as root otherwise, and the pages are ours
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

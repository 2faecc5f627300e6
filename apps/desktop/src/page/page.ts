import type { Bridge } from "../bridge/bridge.ts";
import { openPage } from "./desk-page.ts";
import { recordedBridge } from "./recorded-bridge.ts";

declare global {
  interface Window {
    /** The preload script's, in the app. A plain browser has none. */
    readonly tlspin?: Bridge;
  }
}

await openPage(window.tlspin ?? (await recordedBridge()));

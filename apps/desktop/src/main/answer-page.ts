import type { Bridge, ClientName } from "../bridge/bridge.ts";
import { PAGE_URL } from "./page-files.ts";

/** What of Electron's `ipcMain` answers the page. */
export interface Ipc {
  handle(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => unknown): void;
}

/** Who asks. */
export interface IpcEvent {
  readonly senderFrame: {
    readonly url: string;
    /** `null` where it is no frame inside another. */
    readonly parent: unknown;
  } | null;
}

/** Answers the page, and only the page. What arrives is checked as if anybody had sent it. */
export function answerPage(ipc: Ipc, desk: Pick<Bridge, "state" | "request" | "attack">): void {
  ipc.handle("tlspin:state", (event) => {
    requirePage(event);
    return desk.state();
  });
  for (const verb of ["request", "attack"] as const) {
    ipc.handle(`tlspin:${verb}`, (event, client) => {
      requirePage(event);
      return desk[verb](clientIn(client));
    });
  }
}

function requirePage({ senderFrame: frame }: IpcEvent): void {
  if (frame !== null && frame.parent === null && isPage(frame.url)) return;
  throw new Error("only the page of this app is answered");
}

function isPage(url: string): boolean {
  const { protocol, host } = new URL(PAGE_URL);
  const asking = URL.parse(url);
  return asking?.protocol === protocol && asking.host === host;
}

function clientIn(value: unknown): ClientName {
  if (value === "net.fetch" || value === "renderer" || value === "node") return value;
  throw new Error("this is no client of the app");
}

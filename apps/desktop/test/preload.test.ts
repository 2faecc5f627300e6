import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import type { Bridge, Change } from "../src/bridge/bridge.ts";
import { answerPage } from "../src/main/answer-page.ts";
import { PAGE_URL } from "../src/main/page-files.ts";

const SOURCE = new URL("../src/preload/preload.cts", import.meta.url);

test("the preload script gives the page four functions, which the app answers", async () => {
  const asked: string[] = [];
  const { exposed, ipc } = runPreload();
  answerPage(ipc, {
    state: async () => "the state" as never,
    request: async (client) => void asked.push(`request ${client}`),
    attack: async (client) => void asked.push(`attack ${client}`),
  });
  expect(Object.keys(exposed)).toEqual(["tlspin"]);
  const bridge = exposed["tlspin"] as Bridge;
  expect(Object.keys(bridge).toSorted()).toEqual(["attack", "onChange", "request", "state"]);

  expect(await bridge.state()).toBe("the state");
  await bridge.request("renderer");
  await bridge.attack("net.fetch");
  expect(asked).toEqual(["request renderer", "attack net.fetch"]);
  const heard: unknown[] = [];
  bridge.onChange((...told) => heard.push(told));
  ipc.tell({ kind: "stacks", stacks: [] });
  // The change alone: an event would hand the page its sender.
  expect(heard).toEqual([[{ kind: "stacks", stacks: [] }]]);
});

test("the preload script asks for nothing but electron, as a sandbox demands", () => {
  const asked = readFileSync(SOURCE, "utf8").match(/require\("[^"]+"\)/g);
  expect(asked).toEqual(['require("electron")']);
});

interface DoubleIpc {
  handle(channel: string, listener: (event: typeof EVENT, ...args: unknown[]) => unknown): void;
  tell(change: Change): void;
}

/** Runs the script as Electron does, with doubles of what it gets there. */
function runPreload(): {
  readonly exposed: Record<string, unknown>;
  readonly ipc: DoubleIpc;
} {
  const exposed: Record<string, unknown> = {};
  const handlers = new Map<string, (event: typeof EVENT, ...args: unknown[]) => unknown>();
  const listeners = new Map<string, (event: object, change: Change) => void>();
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value),
    },
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) =>
        handlers.get(channel)?.(EVENT, ...args),
      on: (channel: string, listener: (event: object, change: Change) => void) =>
        void listeners.set(channel, listener),
    },
  };
  const code = stripTypeScriptTypes(readFileSync(SOURCE, "utf8"));
  runInNewContext(code, {
    require: (name: string) => {
      if (name === "electron") return electron;
      throw new Error(`a sandboxed preload script cannot load ${name}`);
    },
  });
  return {
    exposed,
    ipc: {
      handle: (channel, listener) => void handlers.set(channel, listener),
      tell: (change) => listeners.get("tlspin:change")?.({ sender: "must stay here" }, change),
    },
  };
}

const EVENT = { senderFrame: { url: PAGE_URL, parent: null } };

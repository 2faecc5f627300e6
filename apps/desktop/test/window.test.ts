import type { BrowserWindowConstructorOptions, IpcMain, Session, WebContents, Net } from "electron";
import { describe, expect, expectTypeOf, test } from "vitest";

import type { Ipc } from "../src/main/answer-page.ts";
import type { ClientParts } from "../src/main/clients.ts";
import {
  type ConfinableContents,
  type ConfinableSession,
  confine,
  permitNothing,
} from "../src/main/confine.ts";
import type { LoadingWindow } from "../src/main/window-load.ts";
import { LOCKED_DOWN, WINDOW } from "../src/main/window-options.ts";

describe("a window of the app", () => {
  test("is isolated, sandboxed, and without Node.js", () => {
    expect(LOCKED_DOWN).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
    expectTypeOf(LOCKED_DOWN).toExtend<Electron.WebPreferences>();
    expectTypeOf(WINDOW).toExtend<BrowserWindowConstructorOptions>();
  });

  test("opens nothing and goes nowhere", () => {
    let opening: unknown;
    const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
    confine({
      setWindowOpenHandler: (handler) => (opening = handler()),
      on: (event, listener) => listeners.set(event, listener),
    });
    expect(opening).toEqual({ action: "deny" });
    for (const event of ["will-navigate", "will-attach-webview"]) {
      let prevented = false;
      listeners.get(event)?.({ preventDefault: () => (prevented = true) });
      expect(prevented, event).toBe(true);
    }
  });

  test("is granted nothing", () => {
    const granted: boolean[] = [];
    permitNothing({
      setPermissionRequestHandler: (ask) => ask({}, "media", (answer) => granted.push(answer)),
      setPermissionCheckHandler: (check) => granted.push(check()),
    });
    expect(granted).toEqual([false, false]);
  });
});

// `tsc` judges this against electron.d.ts. Nothing of Electron is loaded.
test("Electron's own objects are what the app is made of", () => {
  expectTypeOf<WebContents>().toExtend<ConfinableContents>();
  expectTypeOf<Session>().toExtend<ConfinableSession>();
  expectTypeOf<IpcMain>().toExtend<Ipc>();
  expectTypeOf<Electron.BrowserWindow>().toExtend<LoadingWindow>();
  expectTypeOf<Net["fetch"]>().toExtend<ClientParts["netFetch"]>();
});

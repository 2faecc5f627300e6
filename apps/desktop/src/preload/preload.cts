// Runs between the page and the app, sandboxed, where only this form of a module is loaded.
import type * as Electron from "electron";

import type { Bridge, Change } from "../bridge/bridge.ts";

const { contextBridge, ipcRenderer }: typeof Electron = require("electron");

// The page gets these four and never `ipcRenderer`, whose events carry their sender.
const bridge: Bridge = {
  state: () => ipcRenderer.invoke("tlspin:state"),
  request: (client) => ipcRenderer.invoke("tlspin:request", client),
  attack: (client) => ipcRenderer.invoke("tlspin:attack", client),
  onChange: (listener) => {
    ipcRenderer.on("tlspin:change", (_event, change: Change) => listener(change));
  },
};
contextBridge.exposeInMainWorld("tlspin", bridge);

// The app with its window.
import { fileURLToPath } from "node:url";

import { createPinning, loadPolicySync } from "@tlspin/electron";
import { createPinning as createNodePinning } from "@tlspin/node";
import { app, BrowserWindow, ipcMain, net, protocol, session } from "electron";

import { answerPage } from "./answer-page.ts";
import { clientsOf } from "./clients.ts";
import { confine, permitNothing } from "./confine.ts";
import { deskOf } from "./desk.ts";
import { nodeStackOf } from "./node-stack.ts";
import { PAGE_URL, pageResponse } from "./page-files.ts";
import { attackIn, pinsIn, settingsIn } from "./settings.ts";
import { VerdictMemory } from "./verdict-memory.ts";
import { LOCKED_DOWN, WINDOW } from "./window-options.ts";

const { apiUrl, apiToken } = settingsIn(process.env);
const attack = attackIn(process.env);

const verdicts = new VerdictMemory();
const pinning = createPinning(loadPolicySync(pinsIn(process.env)), {
  allowUntestedRuntime: true, // no Electron was measured yet
  onVerdict: (verdict) => verdicts.note(verdict),
  onRejected: ({ message }) => process.stderr.write(`${message}\n`),
});
pinning.pinApp(app);
app.enableSandbox();
app.on("web-contents-created", (_event, contents) => confine(contents));
app.on("window-all-closed", () => app.quit());
protocol.registerSchemesAsPrivileged([
  { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

app.on("ready", () => {
  permitNothing(session.defaultSession);
  session.defaultSession.protocol.handle("app", ({ url }) => pageResponse(url));
  const window = new BrowserWindow({
    ...WINDOW,
    webPreferences: { ...LOCKED_DOWN, preload: PRELOAD },
  });
  const node = nodeStackOf(createNodePinning, pinning.policy);
  const desk = deskOf({
    runtime: `Electron ${process.versions["electron"]}`,
    pinning,
    node,
    clients: clientsOf({
      verdicts,
      netFetch: (url, init) => net.fetch(url, init),
      openWindow: () => new BrowserWindow({ show: false, webPreferences: LOCKED_DOWN }),
      node,
      token: apiToken,
    }),
    apiUrl,
    ...(attack === undefined ? {} : { attack }),
    tell: (change) => {
      if (!window.isDestroyed()) window.webContents.send("tlspin:change", change);
    },
  });
  answerPage(ipcMain, desk);
  void window.loadURL(PAGE_URL);
});

const PRELOAD = fileURLToPath(new URL("../preload/preload.cjs", import.meta.url));

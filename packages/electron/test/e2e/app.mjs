// The app under test. It runs inside Electron, on the built package, and says what became of each visit.
import { fileURLToPath } from "node:url";

import { createPinning } from "@tlspin/electron";
import { app, BrowserWindow, net, session, utilityProcess } from "electron";

const { policy, pinned, visits } = JSON.parse(process.env.TLSPIN_E2E);
const pinning = createPinning(policy, { allowUntestedRuntime: true });
if (pinned === true) pinning.pinApp(app);

// What somebody left in from development. It must not be asked about a pinned host.
app.on("certificate-error", (event, _contents, _url, _error, _certificate, callback) => {
  event.preventDefault();
  callback(true);
});
app.on("window-all-closed", () => undefined);
app
  .whenReady()
  .then(visitAll)
  .then(
    () => app.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      app.exit(2);
    },
  );

async function visitAll() {
  for (const [index, visit] of visits.entries()) {
    // A partition of its own, so that no cached verdict and no open connection helps.
    const own =
      visit.door === "net.fetch" ? session.defaultSession : session.fromPartition(`v${index}`);
    const outcome = await DOORS[visit.door](visit.url, own).then(
      String,
      (error) => `failed: ${error.message}`,
    );
    const reason =
      pinned === true ? pinning.lastVerdict(new URL(visit.url).hostname)?.reason : undefined;
    process.stdout.write(`OUTCOME ${JSON.stringify({ ...visit, outcome, reason })}\n`);
    await own.closeAllConnections();
  }
}

const DOORS = {
  "net.fetch": async (url) => (await net.fetch(url, { signal: patience() })).status,
  "session.fetch": async (url, own) => (await own.fetch(url, { signal: patience() })).status,
  "net.request": (url, own) =>
    new Promise((resolve, reject) => {
      const request = net.request({ url, session: own });
      request.on("response", ({ statusCode }) => resolve(statusCode));
      request.on("error", reject);
      request.end();
    }),
  window: async (url, own) => inWindow(own, (window) => window.loadURL(url).then(() => "loaded")),
  "renderer-fetch": (url, own) =>
    inPage(own, `fetch(${JSON.stringify(url)}, { mode: "no-cors" }).then(({ type }) => type)`),
  websocket: (url, own) =>
    inPage(
      own,
      `new Promise((resolve, reject) => {
        const socket = new WebSocket(${JSON.stringify(url.replace("https:", "wss:"))});
        socket.onopen = () => { socket.send("secret"); resolve("open"); };
        socket.onerror = () => reject(new Error("websocket"));
      })`,
    ),
  "utility-process": (url, own) =>
    new Promise((resolve, reject) => {
      const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));
      const child =
        pinned === true
          ? pinning.fork(utilityProcess, worker, { session: own, args: [url] })
          : utilityProcess.fork(worker, [url], { session: own });
      child.once("message", ({ status, error }) =>
        error === undefined ? resolve(status) : reject(new Error(error)),
      );
      child.once("exit", () => reject(new Error("the worker ended")));
    }),
};

function inPage(own, script) {
  return inWindow(own, async (window) => {
    await window.loadURL("about:blank");
    return window.webContents.executeJavaScript(script);
  });
}

async function inWindow(own, use) {
  const window = new BrowserWindow({ show: false, webPreferences: { session: own } });
  try {
    return await use(window);
  } finally {
    window.destroy();
  }
}

function patience() {
  return AbortSignal.timeout(10_000);
}

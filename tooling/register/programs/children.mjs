// Each way in which a program starts another, or a thread. Each sends one request to a port of its own.
import childProcess from "node:child_process";
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SHARE_ENV, Worker } from "node:worker_threads";

const { ports, roots, cwd } = JSON.parse(process.argv[2]);
const HERE = dirname(fileURLToPath(import.meta.url));
const SEND = join(HERE, "send.cjs");
const TEXT = readFileSync(SEND, "utf8");

const WAYS = {
  fork: (args) => linesOf(childProcess.fork(SEND, args, { silent: true })),
  "fork, no arguments": (args) =>
    linesOf(childProcess.fork(SEND, args, { silent: true, execArgv: [] })),
  "fork, no environment": (args) =>
    linesOf(childProcess.fork(SEND, args, { silent: true, execArgv: [], env: {} })),
  "fork, other folder": (args) => linesOf(childProcess.fork(SEND, args, { silent: true, cwd })),
  spawn: (args) => linesOf(childProcess.spawn(process.execPath, [SEND, ...args])),
  "spawn, no environment": (args) =>
    linesOf(childProcess.spawn(process.execPath, [SEND, ...args], { env: {} })),
  "spawn, other folder": (args) =>
    linesOf(childProcess.spawn(process.execPath, [SEND, ...args], { cwd })),
  "a shell in between": (args) =>
    linesOf(childProcess.exec([process.execPath, SEND, ...args].map(JSON.stringify).join(" "))),
  execFileSync: (args) => childProcess.execFileSync(process.execPath, [SEND, ...args]),
  "execFileSync, no environment": (args) =>
    childProcess.execFileSync(process.execPath, [SEND, ...args], { env: {} }),
  "spawnSync, no environment": (args) =>
    childProcess.spawnSync(process.execPath, [SEND, ...args], { env: {} }).stdout,
  "execSync, no environment": (args) =>
    childProcess.execSync([process.execPath, SEND, ...args].map(JSON.stringify).join(" "), {
      env: {},
    }),
  cluster: (args) => {
    cluster.setupPrimary({ exec: SEND, args, execArgv: [], silent: true });
    return linesOf(cluster.fork().process);
  },
  Worker: (args) => messageOf(new Worker(SEND, { workerData: args })),
  "Worker, no arguments": (args) => messageOf(new Worker(SEND, { workerData: args, execArgv: [] })),
  "Worker, no environment": (args) =>
    messageOf(new Worker(SEND, { workerData: args, execArgv: [], env: {} })),
  "Worker, shared environment": (args) =>
    messageOf(new Worker(SEND, { workerData: args, env: SHARE_ENV })),
  "Worker of text": (args) => messageOf(new Worker(TEXT, { workerData: args, eval: true })),
  "Worker of text, no environment": (args) =>
    messageOf(new Worker(TEXT, { workerData: args, eval: true, execArgv: [], env: {} })),
  "Worker of a Worker": (args) =>
    messageOf(
      new Worker(
        `const { parentPort, Worker, workerData } = require("node:worker_threads");
         new Worker(${JSON.stringify(TEXT)}, { eval: true, workerData })
           .on("message", (message) => parentPort.postMessage(message));`,
        { workerData: args, eval: true },
      ),
    ),
  "fork of a Worker": (args) =>
    messageOf(
      new Worker(
        `const { parentPort, workerData } = require("node:worker_threads");
         require("node:child_process")
           .fork(${JSON.stringify(SEND)}, workerData, { silent: true, execArgv: [], env: {} })
           .stdout.on("data", (line) => parentPort.postMessage(JSON.parse(line)));`,
        { workerData: args, eval: true },
      ),
    ),
};

for (const [client, start] of Object.entries(WAYS)) {
  const outcome = await start([String(ports[client]), roots]);
  console.log(JSON.stringify({ client, ...outcomeOf(outcome) }));
}
process.exit(0);

function outcomeOf(outcome) {
  if (typeof outcome !== "string" && !Buffer.isBuffer(outcome)) return outcome;
  const line = String(outcome)
    .split("\n")
    .find((text) => text.startsWith("{"));
  return line === undefined ? { delivered: false, error: String(outcome) } : JSON.parse(line);
}

/** What a child said up to its first line. Some of them do not end by themselves. */
function linesOf(child) {
  return new Promise((resolve) => {
    let text = "";
    const end = () => {
      resolve(text);
      child.kill();
    };
    child.stderr.on("data", (chunk) => (text += chunk));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("}\n")) end();
    });
    child.once("close", end);
  });
}

function messageOf(worker) {
  return new Promise((resolve) => {
    const fail = (error) => resolve({ delivered: false, error: String(error) });
    worker.once("message", resolve).once("error", fail).once("exit", fail);
  });
}

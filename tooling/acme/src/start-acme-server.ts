import { writeFile } from "node:fs/promises";
import { Agent, get } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { forgeRoot } from "@tlspin/testing";

import { type Daemon, startDaemon } from "./program.ts";

/** A certificate authority on loopback that speaks ACME (RFC 8555): pebble, with a DNS of its own. */
export interface AcmeServer {
  readonly directory: string;
  /** PEM file of the CA that clients must trust for the directory. */
  readonly directoryCa: string;
  readonly agent: Agent;
  /** PEM of the root of what it issues. */
  readonly root: string;
  /** Where it looks for http-01 challenges, on 127.0.0.1, whatever the name. */
  readonly challengePort: number;
  close(): Promise<void>;
}

/** Where its programs and files are, and how long what it issues is valid. */
export interface AcmeOptions {
  readonly pebble: string;
  readonly dns: string;
  readonly folder: string;
  readonly days: number;
}

/** Starts it. It validates names for real: each of them resolves to 127.0.0.1. */
export async function startAcmeServer(options: AcmeOptions): Promise<AcmeServer> {
  const { folder } = options;
  const ports = { acme: await freePort(), management: await freePort(), dns: await freePort() };
  const challengePort = await freePort();
  const { directoryCa, ca } = await writeConfig(options, { ...ports, challengePort });
  const agent = new Agent({ ca });
  const daemons = [startDns(options, ports.dns), startPebble(options, ports.dns)];
  const close = async () => {
    agent.destroy();
    await Promise.all(daemons.map(({ stop }) => stop()));
  };
  try {
    const root = await answerOf(`https://127.0.0.1:${ports.management}/roots/0`, agent, daemons);
    const directory = `https://127.0.0.1:${ports.acme}/dir`;
    await writeFile(join(folder, "root.pem"), root);
    return { directory, directoryCa, agent, root, challengePort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Ports {
  readonly acme: number;
  readonly management: number;
  readonly challengePort: number;
}

async function writeConfig(
  { folder, days }: AcmeOptions,
  { acme, management, challengePort }: Ports,
): Promise<{ readonly directoryCa: string; readonly ca: string }> {
  const root = await forgeRoot({ name: "Directory CA" });
  const leaf = await root.issueLeaf({ hosts: ["127.0.0.1", "localhost"] });
  const pebble = {
    listenAddress: `127.0.0.1:${acme}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate: "directory.pem",
    privateKey: "directory.key.pem",
    httpPort: challengePort,
    tlsPort: challengePort,
    externalAccountBindingRequired: false,
    certificateValidityPeriod: days * 24 * 60 * 60,
  };
  await Promise.all([
    writeFile(join(folder, "pebble.json"), JSON.stringify({ pebble })),
    writeFile(join(folder, "directory.pem"), leaf.pem),
    writeFile(join(folder, "directory.key.pem"), leaf.keyPem),
    writeFile(join(folder, "directory-ca.pem"), root.pem),
  ]);
  return { directoryCa: join(folder, "directory-ca.pem"), ca: root.pem };
}

// Only the DNS of it: challenges are answered by the ACME clients themselves.
function startDns({ dns, folder }: AcmeOptions, port: number): Daemon {
  const off = ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", ""];
  const answers = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""];
  return startDaemon([dns, "-dns01", `127.0.0.1:${port}`, ...answers, ...off], {
    cwd: folder,
    env: {},
  });
}

function startPebble({ pebble, folder }: AcmeOptions, dnsPort: number): Daemon {
  const args = ["-config", "pebble.json", "-dnsserver", `127.0.0.1:${dnsPort}`];
  // It would wait some seconds before each validation, and refuse good nonces, to teach clients patience.
  const env = { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" };
  return startDaemon([pebble, ...args], { cwd: folder, env });
}

async function answerOf(url: string, agent: Agent, daemons: readonly Daemon[]): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await bodyOf(url, agent).catch(() => undefined);
    if (answer !== undefined) return answer;
    if (daemons.some(({ hasEnded }) => hasEnded())) break;
    await sleep(100);
  }
  throw new Error(`no ACME server: ${daemons.map(({ output }) => output()).join("\n")}`);
}

function bodyOf(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => resolve(text(response))).once("error", reject);
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

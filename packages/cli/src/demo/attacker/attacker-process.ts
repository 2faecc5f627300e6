import { connect, createServer } from "node:tls";

import { join } from "../join.ts";
import { listen } from "../listen.ts";
import type { ServerSight } from "../observation.ts";
import type { Disguise, Word } from "./attacker.ts";

// The process that `startAttacker` forks. Its parent's channel is its life-line.
process.once("disconnect", () => process.exit());
process.once("message", attack);

function attack({ identity, api }: Disguise): void {
  const seen = { connections: 0, bytes: 0, tokens: new Set<string>() };
  const open = new Set<object>();

  const server = createServer({ ...identity, ALPNProtocols: ["http/1.1"] }, (victim) => {
    const { host, port, ca } = api;
    join(victim, connect({ host: "127.0.0.1", servername: host, port, ca }));
    let heard = "";
    victim.on("data", (chunk: Buffer) => {
      seen.bytes += chunk.length;
      heard += chunk.toString("latin1");
      for (const [, token] of heard.matchAll(TOKEN))
        if (token !== undefined) seen.tokens.add(token);
    });
  });
  server.on("connection", (socket) => {
    seen.connections++;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  // Who refuses him cuts the line.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  void listen(server).then((port) => tell({ port }));

  const answer = async (): Promise<void> => {
    await whenClosed(open, PATIENCE);
    const { connections, bytes, tokens } = seen;
    const sight: ServerSight = { connections, bytes, tokens: [...tokens] };
    Object.assign(seen, { connections: 0, bytes: 0, tokens: new Set() });
    tell({ sight });
  };
  process.on("message", () => void answer());
}

// What is still on its way counts too, so he speaks when his lines are closed.
async function whenClosed(open: ReadonlySet<object>, patience: number): Promise<void> {
  if (open.size === 0 || patience <= 0) return;
  await new Promise((resolve) => setTimeout(resolve, 10));
  await whenClosed(open, patience - 10);
}

function tell(word: Word): void {
  process.send?.(word);
}

const TOKEN = /^authorization: Bearer (\S+)\r$/gim;

const PATIENCE = 2000;

import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";

import { listen } from "./listen.ts";
import type { Command, ServerCounts } from "./server-spec.ts";
import type { RunningServer } from "./server.ts";

/** Opens the port through which a test asks its servers what they saw. The token keeps others out. */
export function startControl(servers: readonly RunningServer[], token: string): Promise<number> {
  const control = createServer((incoming, outgoing) => {
    const answering =
      incoming.url === `/${token}`
        ? answerTo(incoming, servers)
        : Promise.reject(new Error("token"));
    answering.then(
      (answer) => outgoing.end(JSON.stringify(answer)),
      (error: unknown) => outgoing.writeHead(400).end(String(error)),
    );
  });
  return listen(control);
}

async function answerTo(
  incoming: IncomingMessage,
  servers: readonly RunningServer[],
): Promise<unknown> {
  incoming.setEncoding("utf8");
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  const command: Command = JSON.parse(text);
  const named = servers.filter(({ name }) => !("name" in command) || name === command.name);
  const answers = await Promise.all(named.map(async (server) => obey(command, server)));
  if (answers.length === 0) throw new Error("there is no server of that name");
  return answers[0] ?? true;
}

function obey(
  command: Command,
  server: RunningServer,
): ServerCounts | Promise<ServerCounts> | void {
  switch (command.op) {
    case "counts":
      return server.counts();
    case "settled":
      return server.settled();
    case "reset":
      return server.reset();
    case "fresh":
      return server.fresh();
    case "swap":
      return server.swap(command.identity);
    case "behave":
      return server.behave(command.behaviour);
    case "drop":
      return server.drop();
  }
}

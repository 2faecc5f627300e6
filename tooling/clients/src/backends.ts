import { createServer, type Server, type Socket } from "node:net";

import { Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import { Aedes } from "aedes";
import { SMTPServer } from "smtp-server";

/** What answers in a protocol, in clear: our TLS stands in front of it. */
export interface Backend {
  /** What the documentation calls it. A fake is called a fake. */
  readonly name: string;
  readonly start: () => Promise<RunningBackend>;
}

export interface RunningBackend {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export const AEDES: Backend = {
  name: "aedes",
  start: async () => {
    const broker = await Aedes.createBroker();
    const running = await listening(createServer((socket) => broker.handle(socket)));
    return {
      ...running,
      stop: async () => {
        await new Promise<void>((resolve) => broker.close(() => resolve()));
        await running.stop();
      },
    };
  },
};

export const SMTP_SERVER: Backend = {
  name: "smtp-server",
  start: async () => {
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, _session, done) => void stream.resume().once("end", () => done()),
    });
    smtp.on("error", () => undefined);
    const { port } = await listening(smtp.server);
    return { port, stop: () => new Promise((resolve) => smtp.close(() => resolve())) };
  },
};

export const GRPC_SERVER: Backend = {
  name: "the server of @grpc/grpc-js",
  start: async () => {
    const server = new GrpcServer();
    const say = {
      path: "/test.Echo/Say",
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    } as const;
    server.addService({ say }, { say: (call: Call, done: Done) => done(null, call.request) });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return { port, stop: async () => server.forceShutdown() };
  },
};

function asIs(message: Buffer): Buffer {
  return message;
}

interface Call {
  readonly request: Buffer;
}

type Done = (error: null, reply: Buffer) => void;

/** Answers PONG to PING, and OK to each other command. */
export const FAKE_REDIS: Backend = {
  name: "a fake of Redis",
  start: () =>
    listening(
      createServer((socket) => {
        answering(socket, (heard) =>
          [...heard.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)]
            .map(([, command]) => (/^ping$/i.test(command ?? "") ? "+PONG\r\n" : "+OK\r\n"))
            .join(""),
        );
      }),
    ),
};

/** Lets everybody in, and answers every query with nothing. */
export const FAKE_POSTGRES: Backend = {
  name: "a fake of PostgreSQL",
  start: () =>
    listening(
      createServer((socket) => {
        let isReady = false;
        answering(socket, () => {
          const greeting = isReady ? COMMAND_COMPLETE : AUTHENTICATION_OK;
          isReady = true;
          return Buffer.concat([greeting, READY_FOR_QUERY]);
        });
      }),
    ),
};

// PostgreSQL 55.7: a letter, the length, the content.
const AUTHENTICATION_OK = Buffer.from("520000000800000000", "hex");
const COMMAND_COMPLETE = Buffer.concat([
  Buffer.from("430000000d", "hex"),
  Buffer.from("SELECT 1\0"),
]);
const READY_FOR_QUERY = Buffer.from("5a0000000549", "hex");

/** Says which version of which requests it would take, and no more. */
export const FAKE_KAFKA: Backend = {
  name: "a fake of Kafka",
  start: () =>
    listening(createServer((socket) => answering(socket, (heard) => apiVersionsFor(heard)))),
};

/** The answer to ApiVersions: correlation, no error, a list of API key, lowest and highest version, throttle time. */
function apiVersionsFor(request: Buffer): Buffer {
  const apis = [0, 1, 2, 3, 18].map((key) => Buffer.from([0, key, 0, 0, 0, 1]));
  const count = Buffer.from([0, 0, 0, apis.length]);
  const correlation = request.subarray(8, 12);
  const content = Buffer.concat([correlation, Buffer.alloc(2), count, ...apis, Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from([0, 0, 0, content.length]), content]);
}

function answering(socket: Socket, answer: (heard: Buffer) => string | Uint8Array): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", (heard: Buffer) => void socket.write(answer(heard)));
}

async function listening(server: Server): Promise<RunningBackend> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return { port: address.port, stop: async () => void server.close() };
}

import type { TLSSocket } from "node:tls";

/** One request on a raw connection, which stays open for the next. */
export function exchange(socket: TLSSocket, hostname: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error?: unknown): void => reject(error ?? new Error("the connection is closed"));
    let answer = "";
    socket
      .on("data", (data) => {
        answer += String(data);
        const end = answer.indexOf("\r\n\r\n");
        const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
        if (end !== -1 && answer.length >= end + 4 + length) resolve(answer.slice(end + 4));
      })
      .once("error", fail)
      .once("close", () => fail());
    if (socket.destroyed) fail();
    socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  });
}

import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  const dispatcher = pinning.dispatcher();
  return () =>
    new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(`wss://${host}:${port}/`, { dispatcher });
      socket.addEventListener("error", reject);
      socket.addEventListener("open", () => socket.send("hello"));
      socket.addEventListener("message", () => resolve(socket.close()));
    });
};

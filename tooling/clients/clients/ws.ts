import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { WebSocket } from "ws";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  const agent = pinning.agent();
  return () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`wss://${host}:${port}/`, { agent });
      socket.on("error", reject).on("open", () => socket.send("hello"));
      socket.on("message", () => resolve(socket.terminate()));
    });
};

import { get } from "node:https";

import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { HttpsProxyAgent } from "https-proxy-agent";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const agent = pinning.wrapAgent(new HttpsProxyAgent(process.env["PROXY"] ?? ""));
  return () =>
    new Promise((resolve, reject) => {
      get(url, { agent }, (response) => response.resume().once("end", resolve)).once(
        "error",
        reject,
      );
    });
};

import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { Pool } from "pg";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  const ssl = pinning.tlsOptions(host);
  const pool = new Pool({ host, port, user: "app", database: "app", ssl, max: 1 });
  pool.on("error", () => undefined); // a connection that ends while nobody uses it
  return () => pool.query("SELECT 1");
};

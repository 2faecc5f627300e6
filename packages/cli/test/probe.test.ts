import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

import { canonicalHostname } from "@tlspin/core";
import { forgeSelfSigned } from "@tlspin/testing";
import { afterEach, describe, expect, test } from "vitest";

import { askAlpn, probe } from "../src/check/probe.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("probe", () => {
  test("counts a version as accepted although the handshake ends for another reason", async () => {
    // The server takes the version, shows its certificate, and wants one of the client.
    const approach = await serve({ ...OLD, requestCert: true, rejectUnauthorized: true });
    const { versions } = await probe(approach);
    expect(versions).toMatchObject({
      TLSv1: { answer: "accepted" },
      "TLSv1.1": { answer: "accepted" },
      "TLSv1.2": { answer: "accepted" },
      "TLSv1.3": { answer: "refused" },
    });
  });

  test("takes a server that goes on in another version for one that refuses", async () => {
    const { versions, weak } = await probe(await serve({ ...OLD, maxVersion: "TLSv1" }));
    expect(versions).toMatchObject({
      TLSv1: { answer: "accepted" },
      "TLSv1.1": { answer: "refused" },
    });
    expect(weak).toMatchObject({ cbc: { answer: "refused" }, rsa: { answer: "refused" } });
  });

  test("takes a hung up connection for a refusal, and silence for nothing", async () => {
    const [closing, silent] = [
      await listen((socket) => socket.once("data", () => socket.end())),
      await listen(() => {}),
    ];
    expect((await probe(closing)).versions.TLSv1).toEqual({ answer: "refused" });
    expect((await probe({ ...silent, timeout: 100 })).versions.TLSv1).toEqual({
      answer: "not-checked",
      why: "it did not answer in time",
    });
  });

  test("takes nobody for nothing", async () => {
    const approach = await listen(() => {});
    for (const server of servers.splice(0)) server.close();
    expect((await probe(approach)).versions["TLSv1.1"]).toMatchObject({ answer: "not-checked" });
    expect(await askAlpn(approach)).toMatchObject({ answer: "not-checked" });
  });
});

type Approach = Parameters<typeof probe>[0];

async function serve(options: TlsOptions): Promise<Approach> {
  const { pem, keyPem } = await forgeSelfSigned({ hosts: ["api.example.com"], key: "RSA-2048" });
  const server = createTlsServer({ ...options, cert: pem, key: keyPem, ca: pem });
  server.on("tlsClientError", () => {});
  server.on("secureConnection", (socket) => socket.on("error", () => {}));
  return approachTo(server);
}

function listen(accept: Parameters<typeof createServer>[1] & object): Promise<Approach> {
  return approachTo(
    createServer((socket) => {
      socket.on("error", () => {});
      accept(socket);
    }),
  );
}

async function approachTo(server: Server): Promise<Approach> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const target = { host: canonicalHostname("127.0.0.1"), port: address.port };
  return {
    address: { host: canonicalHostname("api.example.com"), port: 443 },
    target,
    timeout: 5000,
  };
}

const OLD = { minVersion: "TLSv1", maxVersion: "TLSv1.2", ciphers: "ALL:@SECLEVEL=0" } as const;

import { forgeRoot } from "./forge.ts";
import type { AssertPinnedOptions } from "./pinned-client.ts";
import { policyOf } from "./policies.ts";
import type { ServerSpec } from "./server-spec.ts";
import { type Servers, startServers } from "./servers.ts";
import { pinTextOf } from "./world/pin-text.ts";

/** Two servers of one name, both trusted, one of them pinned. */
export interface PinStage {
  readonly servers: Servers;
  readonly options: AssertPinnedOptions;
  readonly ca: readonly string[];
  /** Pins the key of the genuine server. */
  readonly policy: object;
  /** The next revision, which pins it no more. */
  readonly tightened: object;
  readonly addressOf: (server: string) => Address;
  readonly close: () => Promise<void>;
}

interface Address {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Forges both PKIs and starts both servers. */
export async function setStage(options: AssertPinnedOptions): Promise<PinStage> {
  const [genuine, rogue] = await Promise.all([serverOf("genuine"), serverOf("rogue")]);
  const spare = await pinTextOf(rogue.root.spki);
  const servers = await startServers(
    [genuine, rogue].map(({ spec }) => Object.assign(spec, protocolOf(options))),
    options.node === undefined ? {} : { node: options.node },
  );
  const pins = { pins: [await pinTextOf(genuine.spki)], backupPins: [spare] };
  const rule = { host: HOST, includeSubdomains: false };
  return {
    servers,
    options,
    ca: [genuine.root.pem, rogue.root.pem],
    policy: policyOf([{ ...rule, ...pins }], STRICT),
    tightened: policyOf(
      [{ ...rule, pins: [spare], backupPins: [await pinTextOf(genuine.root.spki)] }],
      {
        ...STRICT,
        revision: 2,
      },
    ),
    addressOf: (name) => addressAt(servers.port(name)),
    close: () => servers.close(),
  };
}

async function serverOf(name: string): Promise<{
  readonly root: Awaited<ReturnType<typeof forgeRoot>>;
  readonly spki: Uint8Array;
  readonly spec: Pick<ServerSpec, "name" | "tls">;
}> {
  const root = await forgeRoot({ name: `A CA that the client trusts (${name})` });
  const { pem, keyPem, spki } = await root.issueLeaf({ hosts: [HOST, "127.0.0.1"] });
  return { root, spki, spec: { name, tls: { cert: pem, key: keyPem } } };
}

function protocolOf({
  backend,
  starttls,
}: AssertPinnedOptions): Pick<ServerSpec, "protocol" | "forwardTo" | "starttls"> {
  return {
    ...(backend === undefined ? { protocol: "any" } : { protocol: "forward", forwardTo: backend }),
    ...(starttls === undefined ? {} : { starttls }),
  };
}

function addressAt(port: number): Address {
  return { url: `https://${HOST}:${port}/`, host: HOST, port };
}

const HOST = "localhost";

// Nothing but the rule for the host may let a connection pass.
const STRICT = { unlistedHosts: "reject" } as const;

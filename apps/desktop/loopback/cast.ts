import { type ForgedParty, forgeRoot, type ServerSpec } from "@tlspin/testing";

/** The servers that are called, what clients trust, and the policy that judges. */
export interface Cast {
  readonly servers: readonly ServerSpec[];
  /** PEM. */
  readonly trusted: readonly string[];
  readonly policy: object;
}

/** Forges honest servers, and rogue ones whose CA the machine trusts all the same. */
export async function forgeCast(): Promise<Cast> {
  const root = await forgeRoot({ name: "Example Root" });
  const issuing = await root.issueCa({ name: "Example Issuing CA 3" });
  const nextIssuing = await root.issueCa({ name: "Example Issuing CA 4" });
  const careless = await forgeRoot({ name: "Careless CA" });
  // It bears the pinned CA's name, and its leaf does not say which key signed it.
  const sameName = await forgeRoot({ name: issuing.name });

  const [api, backup] = [await issuing.issueLeaf(API), await issuing.issueLeaf(API)];
  const rogueApi = await careless.issueLeaf(API);
  const payments = await issuing.issueLeaf(PAYMENTS);
  const stolen = await issuing.issueLeaf(PAYMENTS);
  const posing = await sameName.issueLeaf({ ...PAYMENTS, authorityKeyId: false });
  const [beta, moved] = [await issuing.issueLeaf(BETA), await issuing.issueLeaf(BETA)];
  const legacy = await issuing.issueLeaf(LEGACY);
  const status = await careless.issueLeaf({ hosts: ["status.example.com"] });
  const stranger = await careless.issueLeaf({ hosts: ["cdn.example.net"] });
  const nobody = await (await forgeRoot({ name: "Nobody" })).issueLeaf(API);
  return {
    servers: [
      server("api", [api, issuing]),
      server("api-moved", [backup, issuing]),
      server("attacker", [rogueApi, careless]),
      server("untrusted", [nobody]),
      server("payments", [payments, issuing]),
      server("payments-posing", [posing, issuing]),
      server("payments-stolen", [stolen, issuing]),
      server("beta", [moved, issuing]),
      server("legacy", [legacy, issuing]),
      server("status", [status, careless]),
      server("stranger", [stranger, careless]),
    ],
    trusted: [root, careless, sameName].map(({ pem }) => pem),
    policy: await policyOf({ api, backup, issuing, nextIssuing, stolen, beta, legacy }),
  };
}

type Pinned = Readonly<
  Record<"api" | "backup" | "issuing" | "nextIssuing" | "stolen" | "beta" | "legacy", ForgedParty>
>;

async function policyOf(pinned: Pinned): Promise<object> {
  const pin = async (name: keyof Pinned): Promise<string> => pinOf(pinned[name]);
  const ca = async (name: keyof Pinned, note: string): Promise<object> => ({
    spki: await pin(name),
    at: "ca",
    note,
  });
  return {
    version: 1,
    revision: 7,
    minTls: "1.3",
    unlistedHosts: "reject",
    hosts: [
      {
        host: "api.example.com",
        includeSubdomains: false,
        pins: [{ spki: await pin("api"), note: "the key in use" }],
        backupPins: [{ spki: await pin("backup"), note: "the next key, offline in the safe" }],
        expires: "2031-06-30",
      },
      {
        host: "payments.example.com",
        includeSubdomains: true,
        pins: [await ca("issuing", "our issuing CA 3")],
        backupPins: [await ca("nextIssuing", "our issuing CA 4, not in use yet")],
        distrusted: [{ spki: await pin("stolen"), note: "stolen 2026-10-02" }],
      },
      {
        host: "beta.example.com",
        includeSubdomains: false,
        mode: "report-only",
        pins: [await pin("beta")],
        backupPins: [],
        note: "tried out before it is enforced",
      },
      {
        host: "legacy.example.com",
        includeSubdomains: false,
        pins: [await pin("legacy")],
        backupPins: [await pin("backup")],
        expires: "2026-01-31",
      },
      {
        host: "status.example.com",
        includeSubdomains: true,
        exclude: true,
        note: "hosted by a third party whose keys we do not know",
      },
    ],
  };
}

function server(name: string, [leaf, ...behind]: readonly ForgedParty[]): ServerSpec {
  const cert = [leaf, ...behind].map((party) => party?.pem ?? "").join("");
  return { name, protocol: "http", tls: { cert, key: leaf?.keyPem ?? "" } };
}

async function pinOf({ spki }: ForgedParty): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(spki));
  return `sha256/${Buffer.from(digest).toString("base64")}`;
}

const API = { hosts: ["api.example.com"] };

const PAYMENTS = { hosts: ["payments.example.com"] };

const BETA = { hosts: ["beta.example.com"] };

const LEGACY = { hosts: ["legacy.example.com"] };

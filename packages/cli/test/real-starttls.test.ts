import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { type ForgedParty, forgeRoot } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  freePort,
  giveTo,
  postgresFolders,
  programOf,
  type Service,
  startService,
  type User,
  userOf,
} from "./service.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";

let leaf: ForgedParty;
let files: { readonly ca: string; readonly cert: string; readonly key: string };
beforeAll(async () => {
  const root = await forgeRoot({ name: "Example Root" });
  leaf = await root.issueLeaf({ hosts: ["api.example.com"] });
  const folder = readableFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  files = {
    ca: write("ca.pem", root.pem),
    cert: write("cert.pem", leaf.pem),
    key: write("key.pem", leaf.keyPem),
  };
});

const postgres = programOf("postgres", postgresFolders());
const initdb = programOf("initdb", postgresFolders());
const dovecot = programOf("dovecot");

describe.runIf(postgres !== undefined && initdb !== undefined)("a real PostgreSQL", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startPostgres();
  }, 60_000);
  afterAll(() => service.stop());

  test("shows its keys after SSLRequest", async () => {
    const run = await pin("postgres", service.port);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)["keys"]).toMatchObject([{ pin: pinOf(leaf.spki) }]);
  });

  test("is told apart from one that speaks TLS at once", async () => {
    const run = await tlspin(["pin", "api.example.com", "--timeout", "2", ...to(service.port)]);
    expect(run.code).toBe(3);
  });
});

describe.runIf(dovecot !== undefined)("a real Dovecot", () => {
  let service: Service;
  let ports: { readonly imap: number; readonly pop3: number };
  beforeAll(async () => {
    ports = { imap: await freePort(), pop3: await freePort() };
    service = await startDovecot(ports);
  }, 60_000);
  afterAll(() => service.stop());

  test.each(["imap", "pop3"] as const)("shows its keys in %s", async (protocol) => {
    const run = await pin(protocol, ports[protocol]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)["keys"]).toMatchObject([{ pin: pinOf(leaf.spki) }]);
  });

  test("does not take one protocol for another", async () => {
    const run = await pin("pop3", ports.imap);
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ error: { code: "starttls-refused" } });
  });
});

function pin(protocol: string, port: number): ReturnType<typeof tlspin> {
  return tlspin(["pin", "api.example.com", "--starttls", protocol, "--json", ...to(port)]);
}

function to(port: number): readonly string[] {
  return ["--connect", `127.0.0.1:${port}`, "--ca", files.ca];
}

async function startPostgres(): Promise<Service> {
  const user = userOf("postgres");
  const folder = readableFolder(user);
  const [data, key] = [join(folder, "data"), join(folder, "key.pem")];
  writeFileSync(key, leaf.keyPem, { mode: 0o600 });
  giveTo(user, key);
  spawnSync(initdb ?? "", ["-D", data, "-A", "reject", "--no-sync"], { ...user, cwd: folder });
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: files.cert,
    ssl_key_file: key,
    fsync: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return startService([postgres ?? "", "-D", data, ...flags], port, user);
}

async function startDovecot(ports: {
  readonly imap: number;
  readonly pop3: number;
}): Promise<Service> {
  const folder = readableFolder();
  mkdirSync(join(folder, "state"));
  const config = join(folder, "dovecot.conf");
  writeFileSync(config, dovecotConfig(folder, ports));
  return startService([dovecot ?? "", "-F", "-c", config], ports.imap);
}

function dovecotConfig(
  folder: string,
  { imap, pop3 }: { readonly imap: number; readonly pop3: number },
): string {
  const listener = (protocol: string, port: number): string => `
service ${protocol}-login {
  chroot =
  inet_listener ${protocol} {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener ${protocol}s {
    port = 0
  }
}`;
  return `
protocols = imap pop3
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
ssl = required
ssl_cert = <${files.cert}
ssl_key = <${files.key}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${folder}
}
${listener("imap", imap)}
${listener("pop3", pop3)}
`;
}

/** A folder that a server's own user may read. */
function readableFolder(user?: User): string {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  giveTo(user, folder);
  return folder;
}

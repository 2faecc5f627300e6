import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { programOf, type Service, startService } from "./service.ts";
import { newFolder } from "./tlspin.ts";

/** Where Debian puts it, or `undefined` where it is not installed. */
export const nginx: string | undefined = programOf("nginx");

/** One site of the server. */
export interface Site {
  /** What it listens on, as nginx spells it: `127.0.0.1:8443`, `[::1]:8443`. */
  readonly listen: string;
  /** The served chain and its key (PEM). Without it the site speaks HTTP in clear. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** More directives. */
  readonly lines?: readonly string[];
}

/** A server, and what it was asked. */
export interface Nginx extends Service {
  /** The log has a line for each request. */
  readonly log: string;
}

/** Starts nginx with sites, in a folder of its own. */
export async function startNginx(sites: readonly Site[]): Promise<Nginx> {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  const log = join(folder, "access.log");
  const config = join(folder, "nginx.conf");
  writeFileSync(log, "");
  chmodSync(log, 0o666);
  writeFileSync(config, configOf(folder, sites));
  const [first] = sites;
  const port = Number(/:(\d+)$/.exec(first?.listen ?? "")?.[1]);
  const command = [nginx ?? "", "-e", "stderr", "-p", folder, "-c", config] as const;
  return { ...(await startService([...command], port)), log };
}

function configOf(folder: string, sites: readonly Site[]): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  log_format asked '$server_addr:$server_port $ssl_protocol "$request" $host';
  access_log ${folder}/access.log asked;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
${sites.map((site, index) => siteText(folder, site, index)).join("\n")}
}
`;
}

function siteText(folder: string, { listen, tls, lines = [] }: Site, index: number): string {
  const [cert, key] = [join(folder, `${index}.crt`), join(folder, `${index}.key`)];
  if (tls !== undefined) {
    writeFileSync(cert, tls.cert);
    writeFileSync(key, tls.key, { mode: 0o600 });
  }
  const secure =
    tls === undefined ? [] : [`ssl_certificate ${cert};`, `ssl_certificate_key ${key};`];
  return [
    "  server {",
    `    listen ${listen}${tls === undefined ? "" : " ssl http2"};`,
    ...[...secure, ...lines].map((line) => `    ${line}`),
    "  }",
  ].join("\n");
}

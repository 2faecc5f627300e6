import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";

/** A set of roots that real machines trust. */
export interface RootStore {
  readonly name: string;
  /** PEM, or `undefined` where this machine does not have it. */
  readonly pem: string | undefined;
}

/** The roots of each Node.js that we support, and of Debian. */
export function rootStores(): readonly RootStore[] {
  const nodes = nodeBinaries().map(({ version, path }) => ({
    name: `Node.js ${version}`,
    pem: path === undefined ? undefined : rootsOfNode(path),
  }));
  const debian = existsSync(DEBIAN) ? readFileSync(DEBIAN, "utf8") : undefined;
  return [...nodes, { name: "Debian's ca-certificates", pem: debian }];
}

function rootsOfNode(path: string): string {
  const program = 'process.stdout.write(require("node:tls").rootCertificates.join("\\n"))';
  return execFileSync(path, ["--eval", program], { encoding: "utf8", maxBuffer: 1e7 });
}

const DEBIAN = "/etc/ssl/certs/ca-certificates.crt";

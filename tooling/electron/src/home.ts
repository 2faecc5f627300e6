import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A home directory whose NSS database trusts some roots (PEM), which Chromium on Linux reads. */
export class Home {
  readonly folder: string = mkdtempSync(join(tmpdir(), "tlspin-electron-home-"));

  constructor(certutil: string, roots: readonly string[]) {
    const database = join(this.folder, ".pki/nssdb");
    mkdirSync(database, { recursive: true });
    const run = (...args: string[]): unknown =>
      execFileSync(certutil, ["-d", `sql:${database}`, ...args], { stdio: "pipe" });
    run("-N", "--empty-password");
    for (const [index, pem] of roots.entries()) {
      const file = join(this.folder, `root-${index}.pem`);
      writeFileSync(file, pem);
      run("-A", "-n", `root ${index}`, "-t", "C,,", "-i", file);
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseCertificate, parsePem, pinOf } from "@tlspin/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { tlspin } from "../src/command.ts";
import { type Machine, newMachine, scriptOf } from "../src/machine.ts";
import { programOf } from "../src/program.ts";
import { type AcmeServer, startAcmeServer } from "../src/start-acme-server.ts";

const pebble = programOf("pebble");
const dns = programOf("pebble-challtestsrv");
const lacksCertbot = programOf("certbot") === undefined;
const lacksLego = programOf("lego") === undefined;

const KEY = "etc/tlspin/api-2026";
const DAILY = scriptOf("certbot.sh");
const LEGO = scriptOf("lego.sh");

// Certificates of 10 days, so that each run of a script finds one that is due.
describe.skipIf(pebble === undefined || dns === undefined)("the recipes of docs/acme.md", () => {
  let folder: string;
  let acme: AcmeServer;
  let machine: Machine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlspin-acme-"));
    acme = await startAcmeServer({ pebble: pebble ?? "", dns: dns ?? "", folder, days: 10 });
  });
  afterAll(async () => {
    await acme.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    machine = newMachine(acme);
    await bringKey("api-2026");
  });
  afterEach(() => machine.remove());

  describe.skipIf(lacksCertbot)("certbot with a CSR", () => {
    test("renews for the same key each time, and has the server load it", async () => {
      const chains = [];
      for (let renewal = 1; renewal <= 3; renewal++) {
        expect(await machine.run(DAILY)).toMatchObject({ code: 0 });
        chains.push(machine.read("etc/tlspin/live/fullchain.pem"));
        expect(machine.reloads()).toBe(renewal);
      }
      expect(new Set(chains).size).toBe(3);
      expect(new Set(chains.map(pinIn))).toEqual(new Set([await pinOfKey()]));
    });

    test("does nothing on a day when the certificate has days enough", async () => {
      const daily = DAILY.replace("--min-days 20", "--min-days 5");
      for (let day = 1; day <= 2; day++) {
        expect(await machine.run(daily)).toMatchObject({ code: 0 });
        expect(machine.reloads()).toBe(1);
      }
    });

    test("rotates to the next key when its CSR is given instead, key and chain together", async () => {
      await machine.run(DAILY);
      await bringKey("api-2027");
      const rotate = DAILY.replaceAll("api-2026", "api-2027");
      expect(await machine.run(rotate)).toMatchObject({ code: 0 });
      const live = pinIn(machine.read("etc/tlspin/live/fullchain.pem"));
      expect(live).toBe(await pinOfKey("etc/tlspin/live/privkey.pem"));
      expect(live).not.toBe(await pinOfKey());
    });

    test("has the traps that the page names: no deploy hook, no renewal, no second file", async () => {
      const csr = /certbot certonly .*/.exec(DAILY)?.[0] ?? "";
      const own = `new=. key=/${KEY}\n${csr} --deploy-hook 'touch hooked'`;
      expect(await machine.run(own)).toMatchObject({ code: 0 });
      expect(machine.exists("hooked")).toBe(false);
      expect((await machine.run("certbot renew")).output).toContain("No renewals were attempted");
      const again = await machine.run(own);
      expect(again.code).not.toBe(0);
      expect(again.output).toContain("File exists");
    });
  });

  describe.skipIf(lacksCertbot)("certbot with its own key", () => {
    const script = scriptOf("certbot-reuse-key.sh");

    test("keeps it with --reuse-key, and the hook has the server load each renewal", async () => {
      const { code, output } = await machine.run(script);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(machine.reloads()).toBe(2); // the first certificate, and the renewal
      const live = pinIn(machine.read("etc/tlspin/live/fullchain.pem"));
      expect(live).toBe(await pinOfKey("etc/tlspin/certbot/privkey.pem"));
    });

    test("makes a new key without it: the hook refuses, and certbot calls that a success", async () => {
      const { code, output } = await machine.run(script.replace(" --reuse-key", ""));
      expect(output).toContain("is not the promised one");
      expect(output).toContain("all renewals succeeded");
      expect(code).toBe(0);
      // The server was not told, and still has the certificate that its clients know.
      expect(machine.reloads()).toBe(1);
      const live = pinIn(machine.read("etc/tlspin/live/fullchain.pem"));
      expect(live).toBe(await pinOfKey("etc/tlspin/certbot/privkey.pem"));
      // certbot's own folder leads to the other key already.
      expect(pinIn(machine.read("etc/letsencrypt/live/api.example.com/fullchain.pem"))).not.toBe(
        live,
      );
    });
  });

  describe.skipIf(lacksLego)("lego", () => {
    test("renews for the same key each time, and has the server load it", async () => {
      const chains = [];
      for (let renewal = 1; renewal <= 3; renewal++) {
        const { code, output } = await machine.run(LEGO);
        expect({ code, output }).toMatchObject({ code: 0 });
        chains.push(machine.read("etc/tlspin/live/fullchain.pem"));
        expect(machine.reloads()).toBe(renewal);
      }
      expect(new Set(chains).size).toBe(3);
      expect(new Set(chains.map(pinIn))).toEqual(new Set([await pinOfKey()]));
    });

    test("makes a new key without the CSR: the script stops before it touches anything", async () => {
      await machine.run(LEGO);
      const before = machine.read("etc/tlspin/live/fullchain.pem");
      const own = LEGO.replace("--csr $key/csr.pem", "--domains api.example.com");
      const { code, output } = await machine.run(own.replace("[ -e $chain ]", "false"));
      expect(code).not.toBe(0);
      expect(output).toContain("is not the promised one");
      expect(machine.read("etc/tlspin/live/fullchain.pem")).toBe(before);
      expect(machine.reloads()).toBe(1);
    });

    test("has replaced its file when a hook of its own fails", async () => {
      const own = LEGO.replace("$when", "run --run-hook false").replace(/^cmp.*$/m, "");
      expect((await machine.run(own)).code).not.toBe(0);
      expect(machine.exists("var/lib/lego/certificates/api.example.com.crt")).toBe(true);
    });
  });

  async function bringKey(name: string): Promise<void> {
    const args = ["key", "new", name, "--host", "api.example.com", "--dir", ".", "--unencrypted"];
    expect(await tlspin(args, machine.folder)).toMatchObject({ code: 0 });
    machine.write(`etc/tlspin/${name}/csr.pem`, machine.read(`${name}.csr.pem`));
    machine.write(`etc/tlspin/${name}/privkey.pem`, machine.read(`${name}.key.pem`));
  }

  async function pinOfKey(path = `${KEY}/privkey.pem`): Promise<string> {
    const { output } = await tlspin(["pin", path, "--json"], machine.folder);
    const { keys }: { readonly keys: readonly { readonly pin: string }[] } = JSON.parse(output);
    return keys[0]?.pin ?? "";
  }
});

/** The pin of a chain's first certificate. */
function pinIn(chain: string): string {
  const [leaf] = parsePem(chain);
  return pinOf(parseCertificate(leaf?.der ?? new Uint8Array()).spki);
}

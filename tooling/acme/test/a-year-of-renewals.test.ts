import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PeerRejectedError } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { PASSPHRASE, tlspin } from "../src/command.ts";
import { type Issuer, startIssuer } from "../src/issuer.ts";
import { programOf, type Run } from "../src/program.ts";
import { call, pinnedAgent, type Place, type Release, release } from "../src/release.ts";
import { type AcmeServer, startAcmeServer } from "../src/start-acme-server.ts";
import { type Identity, startApi } from "../src/start-api.ts";

const pebble = programOf("pebble");
const dns = programOf("pebble-challtestsrv");

// The months are played without waiting: what pebble issues is dated today, and valid for 47 days.
describe.skipIf(pebble === undefined || dns === undefined)("a year of 47-day certificates", () => {
  let folder: string;
  let acme: AcmeServer;
  let issuer: Issuer;
  let place: Place;
  const pins: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlspin-acme-"));
    acme = await startAcmeServer({ pebble: pebble ?? "", dns: dns ?? "", folder, days: 47 });
    issuer = await startIssuer(acme);
    for (const name of ["first", "second", "third", "stray"]) pins[name] = await newKey(name);
    place = { api: await startApi(await renewed("first")), root: acme.root };
  });
  afterAll(async () => {
    await place.api.close();
    await issuer.close();
    await acme.close();
    rmSync(folder, { recursive: true });
  });

  test("has a renewal each month and a rotation to the backup key, and no request fails", async () => {
    const old = release("1.0", shipped(1, ["first"], ["second"]), place);
    const releases: Release[] = [old];
    const served: string[] = [];
    for (let month = 1; month <= 12; month++) {
      // In April a release ships that knows the key after the next, in August one without the first key.
      if (month === 4)
        releases.push(release("1.1", shipped(2, ["first", "second"], ["third"]), place));
      if (month === 8) releases.push(release("2.0", shipped(3, ["second"], ["third"]), place));
      const key = month < 7 ? "first" : "second"; // rotated in July
      const identity = await renewed(key);
      expect(await verify(identity.cert, key)).toMatchObject({ code: 0 });
      place.api.reload(identity);
      served.push(identity.cert);
      await Promise.all(releases.map((each) => each.more(3)));
      expect(await verify(undefined, key)).toMatchObject({ code: 0 });
    }
    await Promise.all(releases.map((each) => each.stop()));

    expect(new Set(served).size).toBe(12);
    expect(
      releases.flatMap(({ name, failures }) => failures.map((error) => [name, error])),
    ).toEqual([]);
    for (const each of releases) expect(each.answered()).toBeGreaterThanOrEqual(15);
    expect(old.answered()).toBeGreaterThanOrEqual(36);
  }, 240_000);

  test("refuses a renewal with a new key: key verify before it is deployed, the clients after", async () => {
    const stray = await renewed("stray");
    const refused = await verify(stray.cert, "second");
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("is not the promised one");
    expect(refused.output).toContain("do not deploy it");

    // Somebody deploys it all the same. An ordinary client notices nothing.
    place.api.reload(stray);
    expect(await call(undefined, place)).toBe("ok");
    const before = place.api.bytes();
    const agent = pinnedAgent(shipped(3, ["second"], ["third"]), place);
    await expect(call(agent, place)).rejects.toThrow(PeerRejectedError);
    expect(place.api.bytes()).toBe(before);
    expect((await verify(undefined, "second")).code).toBe(1);

    place.api.reload(await renewed("second"));
    expect(await call(agent, place)).toBe("ok");
    expect(place.api.bytes()).toBeGreaterThan(before);
  });

  test("refuses the new key of a release that came before its rotation, which is why the order matters", async () => {
    place.api.reload(await renewed("first"));
    const early = pinnedAgent(shipped(3, ["second"], ["third"]), place);
    await expect(call(early, place)).rejects.toThrow(PeerRejectedError);
  });

  async function newKey(name: string): Promise<string> {
    const args = ["key", "new", name, "--host", "api.example.com", "--dir", ".", "--json"];
    const { output } = await tlspin(args, folder);
    const made: { readonly pin: string } = JSON.parse(output);
    return made.pin;
  }

  async function renewed(key: string): Promise<Identity> {
    const cert = await issuer.issue(readFileSync(join(folder, `${key}.csr.pem`), "utf8"));
    const keyPem = readFileSync(join(folder, `${key}.key.pem`), "utf8");
    return { cert, key: keyPem, passphrase: PASSPHRASE };
  }

  function shipped(revision: number, current: readonly string[], backup: readonly string[]) {
    const pinsOf = (names: readonly string[]) => names.map((name) => pins[name] ?? "");
    return { revision, pins: pinsOf(current), backupPins: pinsOf(backup) };
  }

  /** Of a chain that is about to be deployed, or of the live server. */
  async function verify(chain: string | undefined, key: string): Promise<Run> {
    const promise = ["key", "verify", "api.example.com", "--key", `${key}.csr.pem`];
    if (chain === undefined) {
      const flags = ["--connect", `127.0.0.1:${place.api.port}`, "--ca", "root.pem"];
      return tlspin([...promise, ...flags, "--min-days", "40"], folder);
    }
    writeFileSync(join(folder, "fullchain.pem"), chain);
    const flags = ["--certificate", "fullchain.pem", "--private-key", `${key}.key.pem`];
    return tlspin([...promise, ...flags], folder);
  }
});

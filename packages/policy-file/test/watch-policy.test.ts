import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { OptionError, parsePolicy, type Policy, PolicyError } from "@tlspin/core";
import { afterEach, describe, expect, test } from "vitest";

import { watchPolicy, type WatchPolicyOptions } from "../src/watch-policy.ts";
import { textOf, type Watched, watched } from "./watched.ts";

let file: Watched;
afterEach(async () => {
  file.watch.close();
  await rm(file.folder, { recursive: true, force: true });
});

describe("watchPolicy puts a newer policy in force", () => {
  test("when the file is written in place", async () => {
    file = await watched();
    await writeFile(file.path, textOf(2));
    await file.reaches(2);
    await writeFile(file.path, textOf(3));
    await file.reaches(3);
    expect(file.updates).toEqual([2, 3]);
    expect(file.refusals).toEqual([]);
  });

  test("when the file is replaced by another, again and again, as editors do", async () => {
    file = await watched();
    for (const revision of [2, 3, 4]) {
      await writeFile(`${file.path}.tmp`, textOf(revision));
      await rename(`${file.path}.tmp`, file.path);
      await file.reaches(revision);
    }
    expect(file.updates).toEqual([2, 3, 4]);
  });

  test("when a link on the way to it is swapped, as Kubernetes does", async () => {
    file = await watched();
    await rm(file.path);
    await symlink("..data/pins.json", file.path);
    for (const revision of [2, 3]) {
      const version = join(file.folder, `..version-${revision}`);
      await mkdir(version);
      await writeFile(join(version, "pins.json"), textOf(revision));
      await symlink(version, join(file.folder, "..data_tmp"));
      await rename(join(file.folder, "..data_tmp"), join(file.folder, "..data"));
      await file.reaches(revision);
    }
    expect(file.updates).toEqual([2, 3]);
  });

  test("once, after many quick changes", async () => {
    file = await watched({ interval: 300 });
    for (let revision = 2; revision <= 200; revision += 1)
      await writeFile(file.path, textOf(revision));
    await file.reaches(200);
    expect(file.updates).toEqual([200]);
  });
});

describe("watchPolicy keeps the policy in force", () => {
  test.each<[string, string, (path: string) => Promise<unknown>]>([
    ["half of a policy", "", (path) => writeFile(path, textOf(2).slice(0, 40))],
    ["no policy", "/revision", (path) => writeFile(path, "{}")],
    ["a repeated key", "", (path) => writeFile(path, textOf(2).replace("{", '{"version":1,'))],
    ["bytes that are no UTF-8", "", (path) => writeFile(path, Uint8Array.of(0xff))],
    ["a lower revision", "/revision", (path) => writeFile(path, textOf(0))],
    ["other content under its revision", "", (path) => writeFile(path, textOf(1, "another"))],
  ])("over %s, and takes a good one afterwards", async (_, problem, spoil) => {
    file = await watched();
    await spoil(file.path);
    await file.refuses(1);
    expect(file.refusals[0]).toBeInstanceOf(PolicyError);
    expect(file.refusals[0]?.message).toContain(file.path);
    expect(file.refusals[0]?.message).toContain(problem);
    expect(file.revision()).toBe(1);

    await writeFile(file.path, textOf(2));
    await file.reaches(2);
    expect(file.refusals).toHaveLength(1);
  });

  test.each<[string, string, (file: Watched) => Promise<unknown>]>([
    ["is missing", "ENOENT", ({ path }) => rm(path)],
    ["is missing with its folder", "ENOENT", ({ folder }) => rm(folder, { recursive: true })],
    ["cannot be read", "EISDIR", ({ path }) => rm(path).then(() => mkdir(path))],
  ])("while the file %s, says so once, and takes it when it is back", async (_, code, spoil) => {
    file = await watched();
    await spoil(file);
    await file.refuses(1);
    expect(file.refusals[0]).toMatchObject({ code });
    await fiveLooks();
    expect(file.refusals).toHaveLength(1);
    expect(file.revision()).toBe(1);

    await rm(file.path, { recursive: true, force: true });
    await mkdir(file.folder, { recursive: true });
    await writeFile(file.path, textOf(2));
    await file.reaches(2);
    expect(file.refusals).toHaveLength(1);
  });

  test("and says nothing of a file that is complete a moment later", async () => {
    file = await watched({ interval: 300 });
    for (const revision of [2, 3]) {
      await writeFile(file.path, textOf(revision).slice(0, 20));
      await writeFile(file.path, textOf(revision));
      await file.reaches(revision);
    }
    expect(file.refusals).toEqual([]);
  });
});

describe("a watch", () => {
  test.each<[string, () => unknown]>([
    ["throws", () => expect.fail("a listener's fault")],
    ["rejects", () => Promise.reject(new Error("a listener's fault"))],
  ])("goes on when a listener %s", async (_, faulty) => {
    file = await watched({ onUpdate: faulty, onRefused: faulty });
    await writeFile(file.path, textOf(2));
    await file.reaches(2);
    await rm(file.path);
    await fiveLooks();
    await writeFile(file.path, textOf(3));
    await file.reaches(3);
    expect(file.revision()).toBe(3);
  });

  test("puts nothing in force once it is closed, and can be closed by using", async () => {
    file = await watched();
    {
      using closed = file.watch;
      expect(closed).toBe(file.watch);
    }
    await writeFile(file.path, textOf(2));
    await fiveLooks();
    expect(file.revision()).toBe(1);
  });

  test("takes what changed before it began, waits for what update gives, and hands it on", async () => {
    file = await watched();
    const path = join(file.folder, "other.json");
    await writeFile(path, textOf(5));
    const told = await new Promise((resolve) => {
      const pinning = { policy: parsePolicy(JSON.parse(textOf(4))), update: changeLater };
      async function changeLater(policy: Policy): Promise<string> {
        await Promise.resolve();
        pinning.policy = policy;
        return "what Chromium still remembers";
      }
      const watch = watchPolicy(path, pinning, {
        interval: 20,
        onRefused: resolve,
        onUpdate: ({ revision }, outcome) => {
          watch.close();
          resolve([revision, outcome]);
        },
      });
    });
    expect(told).toEqual([5, "what Chromium still remembers"]);
  });

  test.each([
    ["onRefused", { onRefused: undefined }],
    ["onUpdate", { onUpdate: "log" }],
    ["interval", { interval: 0 }],
    ["interval", { interval: 2 ** 31 }],
  ])("is not made without a sensible %s", async (option, wrong) => {
    file = await watched();
    const options = { onRefused: () => undefined, ...wrong } as WatchPolicyOptions;
    const pinning = { policy: parsePolicy(JSON.parse(textOf(1))), update: () => undefined };
    expect(() => watchPolicy(file.path, pinning, options)).toThrow(OptionError);
    expect(() => watchPolicy(file.path, pinning, options)).toThrow(option);
  });
});

function fiveLooks(): Promise<void> {
  return setTimeout(100);
}

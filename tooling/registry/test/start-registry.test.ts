import { afterAll, beforeAll, expect, test } from "vitest";

import { goOutside, type Outside, type Project } from "../src/outside.ts";
import { type Registry, startRegistry } from "../src/start-registry.ts";

let registry: Registry;
let outside: Outside;
let project: Project;

beforeAll(async () => {
  registry = await startRegistry();
  outside = await goOutside(registry.url);
  project = await outside.project("example");
  await project.write("package.json", JSON.stringify({ name: "example", version: "1.2.3" }));
});

afterAll(() => outside.remove());

test("the registry knows what was published to it, and nothing else", async () => {
  expect((await fetch(`${registry.url}example`)).status).toBe(404);
  await project.succeed("pnpm", ["publish", "--no-git-checks"]);
  expect(await (await fetch(`${registry.url}example`)).json()).toMatchObject({
    "dist-tags": { latest: "1.2.3" },
  });
  // It exists elsewhere, and it is not asked for there.
  expect((await fetch(`${registry.url}valibot`)).status).toBe(404);
});

test("what was published can be made old", async () => {
  await registry.backdate();
  const { time } = JSON.parse(await (await fetch(`${registry.url}example`)).text());
  expect(Date.parse(time["1.2.3"])).toBeLessThan(Date.now() - 30 * DAY);
});

test("a command that fails is an error with what it wrote", async () => {
  await expect(project.succeed("pnpm", ["add", "nowhere-to-be-found"])).rejects.toThrow(/404/);
});

test("it ends, and what has an address of it gets no answer", async () => {
  await registry.close();
  await expect(fetch(registry.url)).rejects.toThrow("fetch failed");
});

const DAY = 24 * 60 * 60 * 1000;

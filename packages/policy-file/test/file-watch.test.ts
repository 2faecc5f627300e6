import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test, vi } from "vitest";

import { FileWatch } from "../src/file-watch.ts";

const folder = await mkdtemp(join(tmpdir(), "tlspin-file-"));
afterAll(() => rm(folder, { recursive: true }));

test("asks again about a file until it is done with, and then no more", async () => {
  const path = join(folder, "again.json");
  await writeFile(path, "1");
  const asked: boolean[] = [];
  using watch = new FileWatch(path, 10, async (again) => asked.push(again) >= 3);
  await vi.waitUntil(() => asked.length === 3);
  await writeFile(path, "22");
  await vi.waitUntil(() => asked.length === 4);
  expect(asked).toEqual([false, true, true, false]);
  expect(watch.closed).toBe(false);
});

test("tells of a file that never rests too, and once more when it does", async () => {
  const path = join(folder, "restless.json");
  let length = 0;
  const grow = (): Promise<void> => writeFile(path, "x".repeat((length += 1)));
  await grow();
  let told = 0;
  // Every look finds another file: it grows from one to the next.
  const growing = setInterval(() => void grow(), 1);
  using watch = new FileWatch(path, 200, async () => (told += 1) > 0);
  await vi.waitUntil(() => told === 1, { timeout: 20_000 });
  clearInterval(growing);
  await vi.waitUntil(() => told === 2, { timeout: 20_000 });
  expect(watch.closed).toBe(false);
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { beforeEach, describe, expect, test } from "vitest";

import { ordinaryFile, privateFile, writeNewFiles } from "../src/write-file.ts";
import { newFolder } from "./tlspin.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

describe("new files", () => {
  test("are private where they are to be: 0600 in a folder of 0700", async () => {
    await writeNewFiles([privateFile(join(folder, "keys/a.pem"), "secret")]);
    expect(readFileSync(join(folder, "keys/a.pem"), "utf8")).toBe("secret");
    expect(modeOf("keys/a.pem")).toBe("600");
    expect(modeOf("keys")).toBe("700");
  });

  test("never take the place of a file that exists", async () => {
    writeFileSync(join(folder, "a.pem"), "the old key");
    await expect(writeNewFiles([privateFile(join(folder, "a.pem"), "new")])).rejects.toMatchObject({
      exitCode: 2,
      code: "file-exists",
    });
    expect(readFileSync(join(folder, "a.pem"), "utf8")).toBe("the old key");
    expect(readdirSync(folder)).toEqual(["a.pem"]);
  });

  test("are not written through a link that leads elsewhere", async () => {
    symlinkSync(join(folder, "elsewhere"), join(folder, "a.pem"));
    await expect(writeNewFiles([privateFile(join(folder, "a.pem"), "x")])).rejects.toThrow(
      /exists/,
    );
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });

  test("are all there or none: what was made before a failure is gone, folders too", async () => {
    writeFileSync(join(folder, "pins.json"), "{}");
    const files = [
      ordinaryFile(join(folder, ".tlspin/config.json"), "{}"),
      privateFile(join(folder, ".tlspin/keys/deep/a.pem"), "secret"),
      ordinaryFile(join(folder, "pins.json"), "new"),
    ];
    await expect(writeNewFiles(files)).rejects.toThrow("pins.json");
    expect(readdirSync(folder)).toEqual(["pins.json"]);
    expect(readFileSync(join(folder, "pins.json"), "utf8")).toBe("{}");
  });

  test("leave a folder that existed before, with what is in it", async () => {
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, "keys/mine"), "");
    writeFileSync(join(folder, "taken"), "");
    const files = [privateFile(join(folder, "keys/a"), ""), privateFile(join(folder, "taken"), "")];
    await expect(writeNewFiles(files)).rejects.toThrow("taken");
    expect(readdirSync(join(folder, "keys"))).toEqual(["mine"]);
  });

  test("of the same name at the same time: one wins, the other fails, none is mixed", async () => {
    const path = join(folder, "race.pem");
    const tries = Array.from({ length: 8 }, (_, i) =>
      writeNewFiles([privateFile(path, `key ${i}`.repeat(999))]),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const winner = settled.findIndex(({ status }) => status === "fulfilled");
    expect(readFileSync(path, "utf8")).toBe(`key ${winner}`.repeat(999));
    expect(readdirSync(folder)).toEqual(["race.pem"]);
  });

  test("where a part of the path is a file: the error names the path and says so", async () => {
    writeFileSync(join(folder, "keys"), "");
    await expect(
      writeNewFiles([privateFile(join(folder, "keys/a.pem"), "x")]),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("keys/a.pem cannot be written"),
    });
  });

  // Root may write everywhere.
  test.runIf(process.getuid?.() !== 0)(
    "where writing is not permitted: an error, nothing left",
    async () => {
      chmodSync(folder, 0o500);
      await expect(writeNewFiles([privateFile(join(folder, "a.pem"), "x")])).rejects.toThrow(
        "permission",
      );
    },
  );
});

function modeOf(path: string): string {
  return (statSync(join(folder, path)).mode & 0o777).toString(8);
}

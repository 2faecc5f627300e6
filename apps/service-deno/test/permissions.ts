import { readFileSync } from "node:fs";

import type { Place } from "@tlspin-apps/service-shared/contract";

/** The permissions of the command in the README, for the API and the files of a test. */
export function permissionsFor({ files, apiPort }: Place): readonly string[] {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  return [...readme.matchAll(/^ +(--(?:allow|ignore)-\S+) \\$/gm)].map(([, flag = ""]) =>
    flag
      .replace("127.0.0.1:8080", "127.0.0.1:0")
      .replace("api.example.com:443", `localhost:${apiPort}`)
      .replace("../pins.example.json", files.join()),
  );
}

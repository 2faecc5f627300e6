// Makes src/page/recorded.json: `node recording/record.ts`, after pnpm build.
import { rename, writeFile } from "node:fs/promises";

import { recordingOf } from "./recording.ts";

const file = new URL("../src/page/recorded.json", import.meta.url);
const unfinished = new URL("../src/page/recorded.json.new", import.meta.url);
await writeFile(unfinished, `${JSON.stringify(await recordingOf(), null, 2)}\n`);
await rename(unfinished, file);

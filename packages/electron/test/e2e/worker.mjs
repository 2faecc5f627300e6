// Runs in a utility process: its `net` uses the session that it was forked with.
import { net } from "electron";

// A message port of Electron's has no target origin.
// oxlint-disable unicorn/require-post-message-target-origin

try {
  const { status } = await net.fetch(process.argv.at(-1));
  process.parentPort.postMessage({ status });
} catch (error) {
  process.parentPort.postMessage({ error: error.message });
}

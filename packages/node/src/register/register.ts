import { isMainThread } from "node:worker_threads";

import { stop } from "@tlspin/tls/register";

import { pinEverything } from "./pin-everything.ts";

// `node --import @tlspin/node/register app.js`. Nothing of the program runs before this is done.
try {
  const { prove, announcement } = pinEverything();
  await prove();
  if (isMainThread && announcement !== undefined) process.stderr.write(announcement);
} catch (error) {
  stop(error);
}

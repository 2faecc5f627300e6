// Kills the process right before the n-th change of a folder, as a power cut would.
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

let left = Number(process.env["DIE_BEFORE"]);

function dying<Args extends unknown[], Result>(
  change: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) => {
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
    return change(...args);
  };
}

promises.rename = dying(promises.rename);
promises.link = dying(promises.link);
promises.unlink = dying(promises.unlink);
syncBuiltinESMExports();

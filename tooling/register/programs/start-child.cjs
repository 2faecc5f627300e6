// Starts `send.cjs` in another folder, once the policy file has become what the arguments say.
const { fork } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const { port, roots, cwd, policy, content } = JSON.parse(process.argv[2]);
if (content !== undefined) writeFileSync(policy, content);
fork(join(__dirname, "send.cjs"), [String(port), roots], { cwd });

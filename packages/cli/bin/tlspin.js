#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 12)) {
  const { main } = await import("../dist/main.js");
  await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `error: tlspin needs Node.js 22.12 or newer; this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
}

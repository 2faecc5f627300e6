import { main } from "../src/main.ts";

// What bin/tlspin.js does, on the source: the tests need no build.
await main(process.argv.slice(2));

import { forgeWorld } from "./world/forged-world.ts";

// The process in which `startWorld` forges: a world has keys that other runtimes cannot make.
process.stdout.write(JSON.stringify(await forgeWorld()));

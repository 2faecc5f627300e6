import { measureHandshakes } from "../src/measure-handshakes.ts";
import { readScene } from "../src/scene.ts";

await measureHandshakes(readScene());

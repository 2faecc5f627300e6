import { measureTraffic } from "../src/measure-traffic.ts";
import { readScene } from "../src/scene.ts";

await measureTraffic(readScene());

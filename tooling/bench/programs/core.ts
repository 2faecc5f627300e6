import { measureEvaluate } from "../src/measure-evaluate.ts";
import { measurePins } from "../src/measure-pins.ts";
import { measurePolicy } from "../src/measure-policy.ts";
import { readScene } from "../src/scene.ts";

const scene = readScene();
await measurePins(scene);
await measureEvaluate(scene);
await measurePolicy(scene);

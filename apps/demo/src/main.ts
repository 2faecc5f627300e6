import { show } from "./show.ts";
import { STORY } from "./story.ts";

await show(STORY);

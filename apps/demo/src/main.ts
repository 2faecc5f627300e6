import { STORY } from "tlspin/demo";

import { showHere } from "./show-here.ts";

await showHere(STORY);

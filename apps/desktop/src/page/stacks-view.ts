import type { StackState } from "../bridge/bridge.ts";
import { element } from "./element.ts";

/** The network stacks of the app, and whether each is guarded. */
export function stacksView(stacks: readonly StackState[]): readonly HTMLElement[] {
  return stacks.map(({ name, carries, status, text }) =>
    element(
      "article",
      { class: "card rule" },
      element(
        "div",
        { class: "verdict" },
        element("h3", {}, name),
        element("span", { class: `badge ${TONES[status]}` }, WORDS[status]),
      ),
      element("p", { class: "carries" }, carries),
      element("p", { class: "note" }, text),
    ),
  );
}

const WORDS: Readonly<Record<StackState["status"], string>> = {
  guarded: "Guarded",
  proving: "Proving itself",
  refused: "Not used",
};

const TONES: Readonly<Record<StackState["status"], string>> = {
  guarded: "good",
  proving: "plain",
  refused: "bad",
};

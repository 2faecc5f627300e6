/** What must not outlive the demo: files, and programs that nobody else ends. */
export interface Undoing {
  /** Has something undone when the time has come, or this process exits before. */
  add(undo: () => void): void;
  undo(): void;
}

/** Keeps a list of what must be undone. The last is undone first. */
export function undoingAtExit(): Undoing {
  const waiting: (() => void)[] = [];
  const undo = (): void => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) next();
  };
  process.once("exit", undo);
  return { add: (step) => void waiting.push(step), undo };
}

import { stat } from "node:fs/promises";
// The global one gives a number in some places of Deno, which cannot be told not to keep it alive.
import { clearTimeout, setTimeout } from "node:timers";

/**
 * Calls back when a file is complete: at first, and after each change. It looks at the file instead of
 * listening with `fs.watch`. That goes deaf when the file is replaced by another, never hears that a
 * link on the way to it was changed (so Kubernetes brings new content), and needs the folder, which
 * Deno would have to permit and which may be missing. Over a network, nobody tells of changes at all.
 */
export class FileWatch {
  readonly #path: string | URL;
  readonly #interval: number;
  readonly #onComplete: OnComplete;
  #timer: NodeJS.Timeout | undefined;
  /** As the last look found the file. */
  #seen: string | undefined;
  /** As it was when it was last called complete. */
  #told: string | undefined;
  #done = false;
  #looksInVain = 0;
  #closed = false;

  constructor(path: string | URL, interval: number, onComplete: OnComplete) {
    this.#path = path;
    this.#interval = interval;
    this.#onComplete = onComplete;
    void this.#look();
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #look(): Promise<void> {
    const found = await stampOf(this.#path);
    const settled = found === this.#seen;
    this.#seen = found;
    if (found !== this.#told || !this.#done) await this.#mayTell(settled);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), this.#interval).unref();
  }

  /** A file that still changes may be half-written. One that never rests is told of all the same. */
  async #mayTell(settled: boolean): Promise<void> {
    this.#looksInVain += 1;
    if (this.#closed || (!settled && this.#looksInVain < PATIENCE)) return;
    this.#looksInVain = 0;
    const again = this.#seen === this.#told;
    this.#told = settled ? this.#seen : undefined;
    this.#done = await this.#onComplete(again);
  }
}

/**
 * Takes the file as it is now. Never rejects, and the next look waits for it.
 *
 * @param again - It was called for this same file before, and was not done.
 * @returns Whether it is done with the file as it is.
 */
type OnComplete = (again: boolean) => Promise<boolean>;

/** What differs after every change of a file, or of what its path leads to. */
async function stampOf(path: string | URL): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String(error);
  }
}

/** Looks at a file that never rests. */
const PATIENCE = 10;

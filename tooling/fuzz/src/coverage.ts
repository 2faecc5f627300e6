import { type Profiler, Session } from "node:inspector";

/** What the code under test did since it was last asked. */
export interface Coverage {
  readonly functions: readonly CoveredFunction[];
  /** How often blocks of code ran, added up: work that no clock has to measure. */
  readonly work: number;
}

/** One function that ran, and which characters of it did. */
export interface CoveredFunction {
  /** Names it for as long as the process lives. */
  readonly name: string;
  /** 1 for each character that ran. */
  readonly characters: Uint8Array;
}

/** Counts in V8 itself which blocks of our code run, and how often. */
export class CoverageCounter {
  readonly #session: Session = new Session();
  readonly #isOurs: (url: string) => boolean;

  constructor(isOurs: (url: string) => boolean) {
    this.#isOurs = isOurs;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Tells what ran, and begins again at zero. */
  take(): Coverage {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    // A session in its own thread answers before it returns.
    this.#session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) throw error;
      scripts = result;
    });
    const ran = scripts
      .filter(({ url }) => this.#isOurs(url))
      .flatMap(({ scriptId, functions }) =>
        functions
          .filter(({ ranges: [whole] }) => whole !== undefined && whole.count > 0)
          .map(({ ranges }) => ({ scriptId, ranges })),
      );
    return {
      functions: ran.map(({ scriptId, ranges }) => coveredOf(scriptId, ranges)),
      work: ran.flatMap(({ ranges }) => ranges.map(({ count }) => count)).reduce(sum, 0),
    };
  }

  close(): void {
    this.#session.disconnect();
  }
}

/** V8 merges blocks that ran equally often, so that only characters compare from one run to another. */
function coveredOf(scriptId: string, ranges: readonly Profiler.CoverageRange[]): CoveredFunction {
  const [{ startOffset: from, endOffset: to } = { startOffset: 0, endOffset: 0 }] = ranges;
  const characters = new Uint8Array(to - from);
  // A block stands behind those around it.
  for (const { startOffset, endOffset, count } of ranges) {
    characters.fill(count > 0 ? 1 : 0, startOffset - from, endOffset - from);
  }
  return { name: `${scriptId}:${from}-${to}`, characters };
}

/** All code that was reached so far. */
export class Reached {
  readonly #functions: Map<string, Uint8Array> = new Map<string, Uint8Array>();

  /** How many characters of code that is. */
  get size(): number {
    const sums = [...this.#functions.values()].map((characters) => characters.reduce(sum, 0));
    return sums.reduce(sum, 0);
  }

  /** Tells whether there is a character among these that was not reached before. */
  isNew({ functions }: Coverage): boolean {
    return functions.some(({ name, characters }) => {
      const known = this.#functions.get(name);
      return characters.some((covered, i) => covered > (known?.[i] ?? 0));
    });
  }

  add({ functions }: Coverage): void {
    for (const { name, characters } of functions) {
      const known = this.#functions.get(name);
      this.#functions.set(
        name,
        characters.map((covered, i) => covered | (known?.[i] ?? 0)),
      );
    }
  }
}

function sum(a: number, b: number): number {
  return a + b;
}

/** Runs something while an environment variable has another value. */
export async function withEnvironment(
  variable: string,
  value: string,
  run: () => Promise<void>,
): Promise<void> {
  const before = process.env[variable];
  process.env[variable] = value;
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}

/** Runs something while every object of the process inherits a property. */
export async function withPollution(
  property: string,
  value: unknown,
  run: () => Promise<void>,
): Promise<void> {
  Object.defineProperty(Object.prototype, property, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  try {
    await run();
  } finally {
    Reflect.deleteProperty(Object.prototype, property);
  }
}

/** Runs something while the process believes that it is later. Timers do not go faster. */
export async function withClock(milliseconds: number, run: () => Promise<void>): Promise<void> {
  const Clock = globalThis.Date;
  const now = (): number => Clock.now() + milliseconds;
  globalThis.Date = new Proxy(Clock, {
    construct: (target, asked: []) =>
      asked.length === 0 ? new target(now()) : Reflect.construct(target, asked),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  try {
    await run();
  } finally {
    globalThis.Date = Clock;
  }
}

/**
 * Runs something while an `uncaughtException` handler swallows what is thrown, as loggers and agents
 * install it. Gives what it swallowed.
 */
export async function withUncaughtHandler(run: () => Promise<void>): Promise<readonly unknown[]> {
  const others = process.listeners("uncaughtException");
  const caught: unknown[] = [];
  const swallow = (error: unknown): void => void caught.push(error);
  // A test runner's own handler would fail the run for what the attack throws on purpose.
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", swallow);
  try {
    await run();
  } finally {
    process.off("uncaughtException", swallow);
    for (const listener of others) process.on("uncaughtException", listener);
  }
  return caught;
}

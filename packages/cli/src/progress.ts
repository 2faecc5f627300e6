/**
 * Says on a terminal what is being waited for, once it takes noticeably long. Elsewhere it is silent.
 *
 * @returns Ends the wait and wipes the line.
 */
export function waitingFor(text: string): () => void {
  return showing(() => text).end;
}

/** Counts on a terminal what is done of many things. */
export interface Progress {
  /** One more is done. */
  readonly step: () => void;
  /** Wipes the line. */
  readonly end: () => void;
}

/** Says on a terminal how many of some things are done. Elsewhere it is silent. */
export function progressOf(total: number, things: string): Progress {
  let done = 0;
  const { show, end } = showing(() => `${things} checked: ${done} of ${total} …`);
  const step = (): void => {
    done++;
    show();
  };
  return { step, end };
}

interface Line {
  /** Writes the text anew, where it is shown. */
  readonly show: () => void;
  readonly end: () => void;
}

function showing(textOf: () => string): Line {
  if (!process.stderr.isTTY) return { show: () => {}, end: () => {} };
  let shown = false;
  const write = (): void => void process.stderr.write(WIPE_LINE + textOf());
  const timer = setTimeout(() => {
    shown = true;
    write();
  }, NOTICEABLE);
  return {
    show: () => {
      if (shown) write();
    },
    end: () => {
      clearTimeout(timer);
      if (shown) process.stderr.write(WIPE_LINE);
    },
  };
}

const NOTICEABLE = 300;

const WIPE_LINE = "\r\u001b[2K";

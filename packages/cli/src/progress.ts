/**
 * Says on a terminal what is being waited for, once it takes noticeably long. Elsewhere it is silent.
 *
 * @returns Ends the wait and wipes the line.
 */
export function waitingFor(text: string): () => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    process.stderr.write(text);
  }, NOTICEABLE);
  return () => {
    clearTimeout(timer);
    if (shown) process.stderr.write(WIPE_LINE);
  };
}

const NOTICEABLE = 300;

const WIPE_LINE = "\r\u001b[2K";

/** A service does not turn to TLS. Whoever goes on in clear has lost. */
export class StarttlsRefused extends Error {
  override readonly name = "StarttlsRefused";
}

/** Says what was answered instead of a go-ahead. */
export function refused(answer: string): StarttlsRefused {
  return new StarttlsRefused(`it answered "${answer.slice(0, LONGEST)}"`);
}

const LONGEST = 100;

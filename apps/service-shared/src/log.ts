/** One event, one line of JSON on standard output: what a log collector takes as it is. */
export function log(event: string, fields: object): void {
  console.log(JSON.stringify({ event, ...fields }));
}

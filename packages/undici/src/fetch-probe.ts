import type { DoorProbe } from "@tlspin/tls";

/** How the self-test goes through a `fetch`. */
export const FETCH_PROBE: DoorProbe<{ readonly fetch: (url: URL) => Promise<Response> }> = {
  door: "fetch",
  open:
    ({ fetch }) =>
    async (url) =>
      (await fetch(url)).text(),
};

import { Agent, get } from "node:https";

import { type AssertPinnedOptions, assertPinned, type OpenClient } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { createPinning, type NodePinning } from "../src/index.ts";

type Open = OpenClient<NodePinning>;

function request(url: string, options: object): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    }).once("error", reject);
  });
}

const guarded: readonly (readonly [string, Open])[] = [
  [
    "fetch",
    ({ pinning, url }) =>
      async () =>
        (await pinning.fetch(url)).text(),
  ],
  [
    "agent",
    ({ pinning, url }) => {
      const agent = pinning.agent({ keepAlive: true });
      return () => request(url, { agent });
    },
  ],
  [
    "the built-in fetch",
    ({ pinning, url }) => {
      const dispatcher = pinning.dispatcher();
      return async () => (await fetch(url, { dispatcher })).text();
    },
  ],
];

test.each(guarded)("assertPinned proves a client on %s", async (_, open) => {
  await expect(assertPinned(createPinning, open)).resolves.toMatchObject({ dials: 1 });
});

test("and one on the hook-only door, where it is said to be that", async () => {
  const open: Open = ({ pinning, url }) => {
    const agent = new Agent({ keepAlive: true, ...pinning.tlsOptions() });
    return () => request(url, { agent });
  };
  await assertPinned(createPinning, open, { door: "hook-only" });
  await expect(assertPinned(createPinning, open)).rejects.toThrow(
    "application bytes went over a connection from before the update",
  );
});

describe("assertPinned fails", () => {
  const clients: readonly (readonly [string, Open, string, AssertPinnedOptions])[] = [
    [
      "a client that ignores what it was given",
      ({ url, ca }) =>
        () =>
          request(url, { ca: [...ca] }),
      "application bytes reached a server whose key is not pinned: the client is not pinned",
      {},
    ],
    [
      "a client that resumes a session past the hook",
      ({ pinning, url, ca }) => {
        const { checkServerIdentity } = pinning.tlsOptions();
        const agent = new Agent({ ca: [...ca], checkServerIdentity });
        return () => request(url, { agent });
      },
      "application bytes reached the server whose key is pinned no more",
      { door: "hook-only" },
    ],
    [
      "a client that dials nobody",
      () => () => Promise.reject(new Error("no route")),
      "was never dialled, so that nothing was refused",
      {},
    ],
    [
      "a client that swallows the failure",
      ({ pinning, url }) =>
        () =>
          pinning.fetch(url).catch(() => undefined),
      "a request to a server whose key is not pinned did not fail",
      {},
    ],
    [
      "a client whose error is lost",
      ({ pinning, url }) =>
        async () => {
          await pinning.fetch(url).catch(() => {
            throw new Error("something went wrong");
          });
        },
      'findPinError finds nothing in what the request threw: if that is known, say error: "told"',
      {},
    ],
    [
      "a client that waits for ever",
      ({ pinning, url }) =>
        () =>
          new Promise(() => void pinning.fetch(url).catch(() => undefined)),
      "the request never settled",
      { patience: 500 },
    ],
    [
      "a client that refuses everybody",
      ({ pinning, host, port }) =>
        () =>
          pinning.connect({ host, port, checkServerIdentity: () => new Error("nobody") }),
      "a request to the server whose key is pinned was not answered",
      {},
    ],
  ];

  test.each(clients)("%s", async (_, open, why, options) => {
    await expect(assertPinned(createPinning, open, options)).rejects.toThrow(why);
  });
});

test("a client that loses the error is proven by what onVerdict was told", async () => {
  const open: Open =
    ({ pinning, url }) =>
    () =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url.replace("https:", "wss:"), {
          dispatcher: pinning.dispatcher(),
        });
        socket.addEventListener("open", () => {
          socket.send("hello");
          socket.addEventListener("message", () => resolve(socket.close()));
        });
        socket.addEventListener("error", reject);
      });
  await expect(assertPinned(createPinning, open)).rejects.toThrow("findPinError finds nothing");
  await assertPinned(createPinning, open, { error: "told" });
});

import { describe, expect, test } from "vitest";

import { answerPage, type IpcEvent } from "../src/main/answer-page.ts";
import { PAGE_URL } from "../src/main/page-files.ts";

const PAGE: IpcEvent = { senderFrame: { url: PAGE_URL, parent: null } };

describe("the app answers", () => {
  test("its page", async () => {
    const { send, asked } = start();
    await send("tlspin:request", PAGE, "renderer");
    await send(
      "tlspin:attack",
      { senderFrame: { url: `${PAGE_URL}index.html#x`, parent: null } },
      "node",
    );
    expect(asked).toEqual(["request renderer", "attack node"]);
    expect(await send("tlspin:state", PAGE)).toBe("the state");
  });

  test.each([
    ["another origin", { url: "https://api.example.com/", parent: null }],
    ["another host of the scheme", { url: "app://desktop.example.com/", parent: null }],
    ["a page that bears the name", { url: "https://app//desktop/", parent: null }],
    ["a frame inside the page", { url: PAGE_URL, parent: {} }],
    ["no URL", { url: "", parent: null }],
    ["nobody", null],
  ])("not: %s", (_who, senderFrame) => {
    const { send, asked } = start();
    for (const channel of ["tlspin:state", "tlspin:request", "tlspin:attack"]) {
      expect(() => send(channel, { senderFrame }, "node")).toThrow("only the page");
    }
    expect(asked).toEqual([]);
  });

  test.each([
    ["curl"],
    ["__proto__"],
    [{ toString: (): string => "node" }],
    [["node"]],
    [undefined],
  ])("not about a client that it does not have: %j", (client) => {
    const { send, asked } = start();
    expect(() => send("tlspin:request", PAGE, client)).toThrow("no client");
    expect(asked).toEqual([]);
  });
});

function start(): {
  readonly send: (channel: string, event: IpcEvent, ...args: unknown[]) => unknown;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const listeners = new Map<string, (event: IpcEvent, ...args: unknown[]) => unknown>();
  answerPage(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    {
      state: async () => "the state" as never,
      request: async (client) => void asked.push(`request ${client}`),
      attack: async (client) => void asked.push(`attack ${client}`),
    },
  );
  return { asked, send: (channel, event, ...args) => listeners.get(channel)?.(event, ...args) };
}

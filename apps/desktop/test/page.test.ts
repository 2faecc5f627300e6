import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Reason } from "@tlspin/electron";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CHROMIUM } from "../../../tooling/runtimes/src/chromium.ts";
import type { Bridge, Change, DeskState, RequestRecord } from "../src/bridge/bridge.ts";
import type { Recording } from "../src/bridge/recording.ts";
import { type InChromium, startChromium } from "./in-chromium.ts";

if (CHROMIUM === undefined) console.warn("SKIPPED: no Chromium here, so nobody looked at the page");

const recorded: Recording = JSON.parse(
  readFileSync(new URL("../src/page/recorded.json", import.meta.url), "utf8"),
);

describe.skipIf(CHROMIUM === undefined)("the page, in headless Chromium", () => {
  let chromium: InChromium;

  beforeAll(async () => {
    chromium = await startChromium();
  });
  afterAll(async () => {
    await chromium?.close();
  });

  test("shows each recorded verdict with its explanation, the newest on top", async () => {
    const { page, errors } = await chromium.open();
    const shown = await page.locator("#requests pre").allTextContents();
    const texts = recorded.state.requests.map(textOf);
    expect(shown.map((text) => text.trimEnd())).toEqual(texts.toReversed());
    expect(await page.locator("#notice").textContent()).toContain("No app stands behind this page");
    expect(errors).toEqual([]);
    await page.close();
  });

  test("shows each host of the policy with its pins, backup pins and distrusted keys", async () => {
    const { page } = await chromium.open();
    const { policy } = recorded.state;
    for (const [index, rule] of policy.hosts.entries()) {
      const shown = await page.locator("#policy article").nth(index).innerText();
      expect(shown).toContain(rule.host);
      if (rule.exclude === true) expect(shown).toContain("excluded");
      else {
        for (const pin of [...rule.pins, ...rule.backupPins, ...rule.distrusted]) {
          expect(shown).toContain("spki" in pin ? pin.spki : pin.certificate);
        }
        expect(shown).toContain(rule.mode);
        if (rule.backupPins.length > 0) expect(shown).toContain("Backup pins");
        if (rule.expires !== undefined) expect(shown).toContain(rule.expires);
      }
    }
    expect(await page.locator("#policy-title ~ *").innerText()).toBe(`Revision ${policy.revision}`);
    await page.close();
  });

  test("plays the attack: refused, with 0 bytes by the server's own count", async () => {
    const { page, errors } = await chromium.open();
    const before = await page.locator("#requests > li").count();
    await page.getByRole("button", { name: "Play the attack" }).click();
    await page.locator("#requests > li").nth(before).waitFor();
    const newest = await page.locator("#requests > li").first().innerText();
    expect(newest).toContain("Refused");
    expect(newest).toContain("No pin matches the server's key");
    expect(newest).toContain("0 bytes");
    expect(newest).toMatch(/Without pins the same server read [1-9]\d* bytes/);
    expect(newest).toContain("Pins for api.example.com");
    expect(await page.getByRole("status").textContent()).toMatch(
      /^Refused: api\.example\.com\..*0 bytes/,
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  test("is worked by keyboard alone", async () => {
    const { page } = await chromium.open();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the verdicts");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Call the API");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("through node").nth(recorded.state.requests.length).waitFor();
    expect(await focused(page)).toBe("Play the attack");
    await page.close();
  });

  test("renders every kind of verdict, each in its tone and with a headline", async () => {
    const reasons = Object.keys(TONES) as Reason[];
    const requests = reasons.map((reason, id) => requestWith({ id, verdict: verdictOf(reason) }));
    const { page, errors } = await openLive(chromium, { requests: requests.toReversed() });
    const shown = page.locator("#requests article");
    for (const [index, reason] of reasons.entries()) {
      const article = shown.nth(index);
      expect(await article.getAttribute("class")).toBe(`request ${TONES[reason]}`);
      expect((await article.locator("pre").textContent())?.trim()).toContain(reason);
    }
    const headlines = await shown.locator("h3").allInnerTexts();
    expect(new Set(headlines).size).toBe(reasons.length);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("shows markup in hosts, notes, answers and explanations as text", async () => {
    const { page, errors } = await openLive(chromium, {
      policy: hostilePolicy(),
      attack: { missing: MARKUP },
      runtime: MARKUP,
      requests: [
        requestWith({ verdict: { ...verdictOf("no-pin-matched"), host: MARKUP, message: MARKUP } }),
        requestWith({ id: 2, outcome: { ok: true, answer: MARKUP } }),
        requestWith({ id: 3, outcome: { ok: false, code: MARKUP, message: MARKUP } }),
      ],
    });
    expect(await page.locator("body").innerText()).toContain(MARKUP);
    expect(await page.locator("#requests pre").allTextContents()).toEqual(
      Array.from({ length: 3 }, () => `${MARKUP}\n`),
    );
    expect(await page.locator("main img, main script, main iframe").count()).toBe(0);
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(errors).toEqual([]);
    await page.close();
  });

  test("would not run markup even if it became some", async () => {
    const { page } = await chromium.open();
    const insert = page.evaluate("document.body.innerHTML = '<img src=x onerror=\"pwned = 1\">'");
    await expect(insert).rejects.toThrow("TrustedHTML");
    await page.close();
  });

  test("asks the app for the client that was chosen, and shows what comes of it", async () => {
    const { page } = await openLive(chromium, {});
    await page.getByRole("radio", { name: "renderer" }).check();
    await page.getByRole("button", { name: "Call the API" }).click();
    await page.getByRole("button", { name: "Play the attack" }).click();
    await page.getByText("asked for attack renderer").waitFor();
    expect(await page.locator("#requests pre").allTextContents()).toEqual([
      "asked for attack renderer\n",
      "asked for request renderer\n",
    ]);
    expect(await page.locator("#notice").isVisible()).toBe(false);
    await page.close();
  });

  test("says why the attack cannot be played", async () => {
    const { page } = await openLive(chromium, { attack: { missing: "ATTACK_URL is not set" } });
    expect(await page.getByRole("button", { name: "Play the attack" }).isDisabled()).toBe(true);
    expect(await page.locator("#attack-note").innerText()).toContain("ATTACK_URL is not set");
    await page.close();
  });

  const LOOKS = [
    { width: 360, dark: false },
    { width: 360, dark: true },
    { width: 1280, dark: false },
    { width: 1280, dark: true },
  ];
  test.each(LOOKS)("is accessible and fits: $width px, dark: $dark", async (look) => {
    const { page } = await chromium.open(look);
    await page.getByRole("button", { name: "Play the attack" }).click();
    for (const closed of await page.locator("summary").all()) await closed.click();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(look.width);
    await page.close();
  });

  test("axe would find what is not accessible", async () => {
    const { page } = await chromium.open();
    await page
      .locator("h3")
      .first()
      .evaluate((title) => title.setAttribute("style", "color: #ccc"));
    await page.evaluate("document.documentElement.removeAttribute('lang')");
    expect(await violationsOf(page)).toContain("html-has-lang");
    await page.close();
  });
});

function textOf({ verdict, outcome }: RequestRecord): string {
  return verdict?.message ?? (outcome.ok ? outcome.answer : outcome.message);
}

function focused(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement.innerText");
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(
    readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"),
  );
  const results: AxeResults = await page.evaluate("axe.run()");
  return results.violations.map(({ id }) => id);
}

/** The page with an app behind it that tells what it was asked for. */
function openLive(chromium: InChromium, state: Partial<DeskState>): ReturnType<InChromium["open"]> {
  const given = { ...recorded.state, requests: [], source: "live", clients: CLIENTS, ...state };
  return chromium.open({ given, before: installBridge });
}

// Runs in the page.
function installBridge(given: unknown): void {
  const listeners: ((change: Change) => void)[] = [];
  const asked = (verb: string) => async (client: string) => {
    const outcome = { ok: true, answer: `asked for ${verb} ${client}` };
    const url = "https://api.example.com/";
    const request = { id: Math.random(), at: "2026-11-23T12:00:00Z", attack: false, url, outcome };
    for (const listener of listeners) {
      listener({ kind: "request", request: { ...request, client, remembered: false } } as Change);
    }
  };
  const bridge: Bridge = {
    state: async () => given as DeskState,
    request: asked("request"),
    attack: asked("attack"),
    onChange: (listener) => void listeners.push(listener),
  };
  Object.assign(globalThis, { tlspin: bridge });
}

function requestWith(fields: Partial<RequestRecord>): RequestRecord {
  return {
    id: 1,
    at: "2026-11-23T12:00:00Z",
    attack: false,
    client: "net.fetch",
    url: "https://api.example.com/v1/me",
    outcome: { ok: false, code: "ERR_TLSPIN_PEER_REJECTED", message: "refused" },
    remembered: false,
    ...fields,
  };
}

function verdictOf(reason: Reason): NonNullable<RequestRecord["verdict"]> {
  const allowed = ["good", "plain"].includes(TONES[reason]) || reason === "report-only";
  return {
    host: "api.example.com",
    decision: allowed ? "allow" : "reject",
    reason,
    revision: 1,
    message: `api.example.com: ${reason}`,
    ...(reason === "report-only" ? { wouldReject: "no-pin-matched" } : {}),
    ...(reason === "pin-matched" ? { pin: MATCHED } : {}),
  };
}

function hostilePolicy(): DeskState["policy"] {
  const { hosts, ...policy } = recorded.state.policy;
  return { ...policy, hosts: hosts.map((rule) => ({ ...rule, note: MARKUP })) };
}

const MARKUP = `<img src=x onerror="pwned = 1"><script>pwned = 2</script>`;

const CLIENTS = ["net.fetch", "renderer", "node"] as const;

const MATCHED = { pin: "sha256/x", kind: "spki", at: "leaf", backup: false, index: 0 } as const;

// Every reason that there is: a new one does not compile until it stands here.
const TONES: Readonly<Record<Reason, string>> = {
  "pin-matched": "good",
  "host-unlisted": "plain",
  "host-excluded": "plain",
  "report-only": "warn",
  "pins-expired": "bad",
  "host-invalid": "bad",
  "clock-invalid": "bad",
  "clock-before-issued": "bad",
  "chain-empty": "bad",
  "certificate-malformed": "bad",
  "key-distrusted": "bad",
  "no-pin-matched": "bad",
  "pinned-ca-not-vouching": "bad",
  "signature-unsupported": "bad",
  "path-budget-exhausted": "bad",
  "internal-error": "bad",
  "hook-not-run": "bad",
  "not-authorized": "bad",
  "session-resumed": "bad",
  "protocol-too-old": "bad",
  "cipher-weak": "bad",
  "generation-changed": "bad",
  "redirect-refused": "bad",
  "in-clear": "bad",
};

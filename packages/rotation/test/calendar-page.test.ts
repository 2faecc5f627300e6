import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { calendarHtml, calendarOf, calendarSvg } from "../src/calendar/index.ts";
import { CHROMIUM, CHROMIUM_FLAGS } from "./chromium.ts";
import { AT, exampleOf } from "./example.ts";

if (CHROMIUM === undefined) console.warn("SKIPPED: no Chromium here, so nobody looked at the page");

/** How the page is looked at. */
interface Look {
  readonly width: number;
  readonly dark: boolean;
  readonly unfolded?: boolean;
}

const LOOKS: readonly Look[] = [
  { width: 360, dark: false, unfolded: true },
  { width: 360, dark: true },
  { width: 1280, dark: false },
  { width: 1280, dark: true, unfolded: true },
];

describe.skipIf(CHROMIUM === undefined)("the page, in headless Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlspin-calendar-"));
  const html = join(folder, "calendar.html");
  const svg = join(folder, "calendar.svg");
  let browser: Browser;

  beforeAll(async () => {
    const { facts } = await exampleOf();
    const calendar = calendarOf(facts, AT);
    writeFileSync(html, calendarHtml(calendar));
    writeFileSync(svg, calendarSvg(calendar));
    browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: [...CHROMIUM_FLAGS],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(LOOKS)("at $width pixels, dark: $dark, is accessible by axe-core", async (look) => {
    const { page, errors, asked } = await open(html, look);
    await page.evaluate(readAxe());
    const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html: at }) => at)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
    expect(errors).toEqual([]);
    expect(asked).toEqual([pathToFileURL(html).href]);
    await page.close();
  });

  test.each(LOOKS)(
    "at $width pixels, dark: $dark, never scrolls sideways as a whole",
    async (look) => {
      const { page } = await open(html, look);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(look.width);
      await page.close();
    },
  );

  test("is worked by keyboard alone: past the head, to what scrolls, and into what is folded", async () => {
    const { page } = await open(html, { width: 360, dark: false });
    const reached: string[] = [];
    for (let presses = 0; presses < 5; presses++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate<string>(FOCUSED));
    }
    expect(reached).toEqual([
      "Skip to the dates",
      "Time line, scrolls sideways",
      "The same in words",
      "Renewals, scrolls sideways",
      "Day by day",
    ]);
    expect(await page.evaluate<string>(OUTLINE)).toBe("3px solid");
    await page.close();
  });

  test("has landmarks, one heading of the first rank, and none that is left out", async () => {
    const { page } = await open(html, { width: 1280, dark: false });
    for (const landmark of ["banner", "main", "contentinfo"] as const) {
      expect(await page.getByRole(landmark).count()).toBe(1);
    }
    const ranks = await page.evaluate<number[]>(RANKS);
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(1);
    for (const [index, rank] of ranks.entries()) {
      expect(rank - (ranks[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
    await page.close();
  });

  test("is a table on a phone too, for who hears it", async () => {
    const { page } = await open(html, { width: 360, dark: false });
    const table = page.getByRole("table", { name: "All dates" });
    expect(await table.getByRole("columnheader").count()).toBe(3);
    expect(await table.getByRole("row").count()).toBeGreaterThan(10);
    await page.close();
  });

  test("is dark ink on white when it is printed, whatever the screen was, and shows what is folded", async () => {
    const { page } = await open(html, { width: 1000, dark: true });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(COLOURS)).toEqual(["rgb(28, 33, 40)", "rgb(255, 255, 255)"]);
    expect(await page.locator("details li").first().isVisible()).toBe(true);
    await page.close();
  });

  test("the picture alone opens without a complaint, and its words can be selected", async () => {
    const { page, errors } = await open(svg, { width: 1100, dark: true });
    await page.keyboard.press("Control+A");
    expect(await page.evaluate("String(getSelection())")).toContain("Key B, the next one");
    expect(await page.locator("title").first().textContent()).toContain(
      "Pin calendar of pins.json",
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  async function open(path: string, { width, dark, unfolded }: Look) {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: dark ? "dark" : "light",
    });
    const [errors, asked] = watch(page);
    await page.goto(pathToFileURL(path).href);
    if (unfolded === true) await page.evaluate(UNFOLD);
    return { page, errors, asked };
  }
});

function watch(page: Page): readonly [errors: string[], asked: string[]] {
  const errors: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => errors.push(message.text()));
  page.on("request", (request) => {
    // The icon is part of the page.
    if (!request.url().startsWith("data:")) asked.push(request.url());
  });
  return [errors, asked];
}

/** The page's own policy allows no script, but what the test evaluates is not the page's. */
function readAxe(): string {
  const { source }: { source: string } = createRequire(import.meta.url)("axe-core");
  return source;
}

const UNFOLD = "document.querySelectorAll('details').forEach((each) => (each.open = true))";
const FOCUSED =
  "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()";
const OUTLINE =
  "(({ outlineWidth, outlineStyle }) => `${outlineWidth} ${outlineStyle}`)(getComputedStyle(document.activeElement))";
const RANKS = "[...document.querySelectorAll('h1,h2,h3')].map((each) => Number(each.tagName[1]))";
const COLOURS =
  "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))";

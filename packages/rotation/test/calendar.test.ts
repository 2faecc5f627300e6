import { parsePolicy, pinOf } from "@tlspin/core";
import { forgeRoot, oidOf, sequenceOf, setOf, utf8StringOf } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { type Calendar, calendarOf, type CalendarFacts } from "../src/calendar/index.ts";
import { AT, type Example, exampleOf } from "./example.ts";

let example: Example;
let calendar: Calendar;
beforeAll(async () => {
  example = await exampleOf();
  calendar = calendarOf(example.facts, AT);
});

describe("the calendar", () => {
  test("is the same for the same facts and moment, and plain data", () => {
    expect(calendarOf(example.facts, AT)).toEqual(calendar);
    expect(JSON.parse(JSON.stringify(calendar))).toEqual(calendar);
  });

  test("names each date once, by day, with its source", () => {
    const ids = calendar.entries.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const days = calendar.entries.map(({ on }) => on);
    expect(days).toEqual(days.toSorted());
    for (const { source, basis, kind } of calendar.entries) {
      expect(source.text).not.toBe("");
      expect(source.url !== undefined).toBe(basis === "public");
      expect(basis === "public").toBe(kind === "public-date");
    }
  });

  test.each([
    ["certificate-expires/api.example.com", "2026-12-17", "measured", "soon"],
    ["certificate-expires/www.example.com", "2026-12-30", "measured", "later"],
    ["pins-expire/api.example.com", "2028-06-30", "planned", "later"],
    ["pins-expire/www.example.com", "2026-12-10", "planned", "soon"],
    ["policy-issued/api.example.com", "2026-10-01", "planned", "passed"],
    ["plan-step/b-published", "2026-10-14", "planned", "passed"],
    ["plan-step/b-active", "2027-02-03", "planned", "later"],
    ["renewal/api.example.com/1", "2026-11-25", "planned", "soon"],
    ["public-date/public-200", "2026-03-15", "public", "passed"],
    ["public-date/public-100", "2027-03-15", "public", "later"],
    ["public-date/public-47", "2029-03-15", "public", "later"],
  ])("has %s on %s, %s, %s", (id, on, basis, status) => {
    expect(calendar.entries.find((entry) => entry.id === id)).toMatchObject({ on, basis, status });
  });

  test("tells a key's age from when it was made, and from its certificate where only that is known", () => {
    const key = pinOf(example.leaf.spki);
    const ageOf = (facts: CalendarFacts, keyDays: number) =>
      calendarOf(facts, AT, { keyDays }).entries.find(({ id }) => id === `key-age/${key}`);
    expect(ageOf(example.facts, 730)).toMatchObject({ on: "2027-02-03", status: "later" });
    expect(ageOf(example.facts, 365)).toMatchObject({ on: "2026-02-03", status: "overdue" });
    const { keys: _, ...certificatesOnly } = example.facts;
    const shown = ageOf(certificatesOnly, 365);
    expect(shown?.on).toBe("2027-08-20");
    expect(shown?.detail).toContain("at least: its certificate tells no more");
  });

  test("leaves nothing out after the last day but what is after it", () => {
    const short = calendarOf(example.facts, AT, { until: "2026-12-10" });
    const expected = calendar.entries.filter(({ on }) => on <= "2026-12-10");
    expect(short.entries.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(() => calendarOf(example.facts, AT, { until: "2026-11-24" })).toThrow(RangeError);
  });

  test("says what it does not know, so that silence is not calm", () => {
    const { policy } = example.facts;
    const { gaps } = calendarOf(policy === undefined ? {} : { policy }, AT);
    expect(gaps).toContain("api.example.com: its certificate, and so when it expires");
    expect(gaps.filter((gap) => gap.endsWith("when the key was made"))).toHaveLength(3);
    expect(calendar.gaps).toHaveLength(1);
    expect(calendarOf({}, AT).gaps).toEqual([]);
  });

  test("says which certificate it cannot read, and shows the others", () => {
    const broken = { host: "db.example.com", from: "db.pem", certificates: [new Uint8Array([1])] };
    const both = calendarOf({ chains: [...(example.facts.chains ?? []), broken] }, AT);
    expect(both.gaps).toEqual(["db.pem: certificate 1 cannot be read"]);
    expect(both.entries.some(({ id }) => id === "certificate-expires/api.example.com")).toBe(true);
  });

  test("warns long before a pinned CA's certificate ends", () => {
    const id = `certificate-expires/${pinOf(example.issuer.spki)}`;
    const pinned = calendar.entries.find((entry) => entry.id === id);
    expect(pinned).toMatchObject({ on: "2028-02-29", remindBefore: [180, 90, 30] });
    const { policy: _, ...unpinned } = example.facts;
    const other = calendarOf(unpinned, AT).entries.find((entry) => entry.id === id);
    expect(other?.detail).toContain("No pin names its key");
  });
});

describe("the last day of pins is inclusive (UTC)", () => {
  const facts: CalendarFacts = {
    policy: parsePolicy({
      version: 1,
      revision: 1,
      unlistedHosts: "unpinned",
      hosts: [
        {
          host: "api.example.com",
          includeSubdomains: false,
          pins: ["sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig="],
          backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
          expires: "2027-06-30",
          onExpiry: "unpin",
        },
      ],
    }),
  };

  test.each([
    ["2027-06-29T23:59:59Z", 1, "soon", "Last day of the pins: api.example.com"],
    ["2027-06-30T00:00:00Z", 0, "soon", "Last day of the pins: api.example.com"],
    ["2027-06-30T23:59:59Z", 0, "soon", "Last day of the pins: api.example.com"],
    ["2027-07-01T00:00:00Z", -1, "overdue", "Pins expired: api.example.com"],
  ])("at %s: %i days, %s", (at, days, status, title) => {
    const entry = calendarOf(facts, new Date(at)).entries.find(
      ({ kind }) => kind === "pins-expire",
    );
    expect(entry).toMatchObject({ days, status, title });
    expect(entry?.detail).toContain("any CA may speak for it");
  });

  test("the bar of a key ends with that day", () => {
    const { lanes } = calendarOf(facts, AT);
    expect(lanes.map(({ bars }) => bars.at(-1)?.to)).toEqual(["2027-06-30", "2027-06-30"]);
  });
});

describe("renewals", () => {
  test("new certificates live shorter from the day on that public CAs may no longer give more", () => {
    const lives = livesOf(calendar, "api.example.com");
    expect(lives.filter(({ from }) => from < "2027-03-15").every(({ life }) => life === 120)).toBe(
      true,
    );
    const after = lives.filter(({ from }) => from >= "2027-03-15" && from < "2029-03-15");
    expect(new Set(after.map(({ life }) => life))).toEqual(new Set([100]));
    const last = lives.filter(({ from }) => from >= "2029-03-15");
    expect(new Set(last.map(({ life }) => life))).toEqual(new Set([47]));
    for (const [index, each] of lives.entries()) {
      const next = lives[index + 1];
      if (next !== undefined) expect(next.from < each.until).toBe(true);
    }
  });

  test("are counted year by year, and the counts grow", () => {
    const [api] = calendar.renewals;
    expect(api).toMatchObject({ host: "api.example.com" });
    expect(api?.years.map(({ year, count }) => [year, count])).toEqual([
      ["2026", 1],
      ["2027", 5],
      ["2028", 6],
      ["2029", 8],
    ]);
  });

  test("follow Let's Encrypt's own days where it is the CA", async () => {
    const facts = await chainFrom("E7", "2026-11-01", 90, LETS_ENCRYPT);
    const shown = calendarOf(facts, AT, { until: "2028-12-31" });
    const lives = livesOf(shown, "api.example.com");
    expect(lives.find(({ from }) => from >= "2027-02-10")?.life).toBe(64);
    expect(lives.find(({ from }) => from >= "2028-02-16")?.life).toBe(45);
    expect(shown.entries.some(({ id }) => id === "public-date/lets-encrypt-64")).toBe(true);
    expect(calendar.entries.some(({ id }) => id === "public-date/lets-encrypt-64")).toBe(false);
  });

  test("of a private CA are bound by no limit", async () => {
    const facts = await chainFrom("Private CA", "2026-11-01", 825);
    const shown = calendarOf(facts, AT, { until: "2033-01-01" });
    expect(new Set(livesOf(shown, "api.example.com").map(({ life }) => life))).toEqual(
      new Set([825]),
    );
    expect(shown.renewals[0]?.bound).toContain("private");
  });

  test("take the life and the days before that they are told", async () => {
    const facts = await chainFrom("Example CA", "2026-11-01", 90);
    const wishes = { certificateDays: 30, renewBefore: 10, until: "2027-06-30" };
    const [first, second] = livesOf(calendarOf(facts, AT, wishes), "api.example.com");
    expect(first).toMatchObject({ from: "2027-01-19", life: 30 });
    expect(second?.from).toBe("2027-02-08");
  });

  test("of certificates of days are counted, not listed", async () => {
    const facts = await chainFrom("Example CA", "2026-11-23", 6);
    const shown = calendarOf(facts, AT, { until: "2027-12-31" });
    expect(shown.entries.filter(({ kind }) => kind === "renewal")).toEqual([]);
    expect(shown.renewals[0]?.years.find(({ year }) => year === "2027")?.count).toBeGreaterThan(
      100,
    );
  });

  test("are bounded, whatever the certificate and the last day say", async () => {
    const facts = await chainFrom("Example CA", "2026-11-25", 1);
    const shown = calendarOf(facts, AT, { until: "9999-12-31" });
    const count = shown.renewals[0]?.years.reduce((sum, each) => sum + each.count, 0);
    expect(count).toBeLessThan(2000);
  });

  test("of several servers behind one name, the certificate that ends first sets the pace", () => {
    const [api] = example.facts.chains ?? [];
    if (api === undefined) throw new Error("no chain");
    const chains = [api, { ...api, from: "192.0.2.7:443" }];
    expect(calendarOf({ chains }, AT).renewals).toHaveLength(1);
  });
});

test("a lane for each key that the policy names, whatever it names it for", () => {
  const policy = parsePolicy({
    version: 1,
    revision: 1,
    unlistedHosts: "unpinned",
    hosts: [
      {
        host: "api.example.com",
        includeSubdomains: false,
        pins: [{ certificate: "sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=" }],
        backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
        distrusted: [
          { spki: "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", note: "stolen" },
        ],
      },
      { host: "status.example.com", includeSubdomains: true, exclude: true },
    ],
  });
  const { lanes, gaps } = calendarOf({ policy }, AT);
  expect(lanes.map(({ label, bars }) => [label, bars.map(({ kind, to }) => [kind, to])])).toEqual([
    ["key sha256/afwiKY3R…", [["pin", "2029-11-25"]]],
    ["key sha256/klO23nT2…", [["backup pin", "2029-11-25"]]],
    ["stolen", [["distrusted", "2029-11-25"]]],
  ]);
  expect(gaps).toEqual([
    "api.example.com: its certificate, and so when it expires",
    "sha256/klO23nT2…: when the key was made",
    "api.example.com: a last day of its pins, because the policy names none",
  ]);
});

/** The certificates that a calendar plans for a host. */
function livesOf(
  { entries }: Calendar,
  host: string,
): readonly { from: string; until: string; life: number }[] {
  return entries
    .filter((entry) => entry.kind === "renewal" && entry.host === host)
    .map(({ on, detail = "" }) => {
      const [, life = "", until = ""] =
        /new one lives (\d+) days, until (\S+)\./.exec(detail) ?? [];
      return { from: on, until, life: Number(life) };
    });
}

async function chainFrom(
  name: string,
  from: string,
  days: number,
  nameDer?: Uint8Array,
): Promise<CalendarFacts> {
  const notBefore = new Date(`${from}T00:00:00Z`);
  const ca = await forgeRoot({ name, ...(nameDer === undefined ? {} : { nameDer }) });
  const leaf = await ca.issueLeaf({
    hosts: ["api.example.com"],
    notBefore,
    notAfter: new Date(notBefore.getTime() + days * 86_400_000 - 1000),
  });
  return {
    chains: [{ host: "api.example.com", certificates: [leaf.certificate], from: "api.pem" }],
  };
}

// O=Let's Encrypt, CN=E7, as it stands in certificates.
const LETS_ENCRYPT = sequenceOf(
  setOf(sequenceOf(oidOf("2.5.4.10"), utf8StringOf("Let's Encrypt"))),
  setOf(sequenceOf(oidOf("2.5.4.3"), utf8StringOf("E7"))),
);

import type { RequestRecord, ServerSight } from "../bridge/bridge.ts";
import { element } from "./element.ts";
import { type Look, lookOf } from "./words.ts";

/**
 * One request: the verdict at a glance, what the server saw, and the explanation.
 *
 * @param fresh - It has just happened: what went wrong is explained without being asked.
 */
export function requestView(request: RequestRecord, fresh: boolean): HTMLElement {
  const look = lookOf(request);
  const title = `request-${request.id}`;
  const article = element(
    "article",
    { class: `request ${look.tone}`, "aria-labelledby": title },
    element(
      "div",
      { class: "verdict" },
      badge(look),
      element("h3", { id: title }, look.headline),
      whenView(request),
    ),
    element("p", { class: "facts" }, ...factsOf(request)),
    ...bytesView(request),
    explanationView(request, fresh && look.tone !== "good"),
  );
  return element("li", {}, article);
}

/** What a screen reader says of a new request. */
export function spoken(request: RequestRecord): string {
  const { word, headline } = lookOf(request);
  const bytes =
    request.server === undefined ? "" : ` ${bytesIn(request.server)} reached the server.`;
  return `${word}: ${hostOf(request)}. ${headline}.${bytes}`;
}

function badge({ tone, word }: Look): HTMLElement {
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[tone]);
  return element("span", { class: `badge ${tone}` }, sign, word);
}

function whenView({ at }: RequestRecord): HTMLElement {
  return element("time", { datetime: at, title: at }, new Date(at).toLocaleTimeString());
}

function factsOf(request: RequestRecord): readonly Node[] {
  const { client, attack, remembered, outcome } = request;
  const facts = [
    element("bdi", { class: "host" }, hostOf(request)),
    element("span", {}, `through ${client}`),
    ...(attack ? [element("span", { class: "tag" }, "attack")] : []),
    ...(remembered ? [element("span", { class: "tag" }, "remembered verdict")] : []),
    ...(outcome.ok ? [] : [element("code", {}, outcome.code)]),
  ];
  return facts;
}

function bytesView({ server, unpinned, attack }: RequestRecord): readonly Node[] {
  if (server === undefined) return [];
  const leaked = attack && server.bytes > 0;
  const tone = leaked ? "bytes leaked" : server.bytes === 0 ? "bytes none" : "bytes";
  return [
    element(
      "p",
      { class: tone },
      element("strong", {}, bytesIn(server)),
      element("span", {}, `reached the server, by its own count of ${connectionsIn(server)}.`),
      ...(unpinned === undefined
        ? []
        : [element("span", {}, `Without pins the same server read ${bytesIn(unpinned)}.`)]),
    ),
  ];
}

function bytesIn({ bytes }: ServerSight): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

function connectionsIn({ connections }: ServerSight): string {
  return connections === 1 ? "1 connection" : `${connections} connections`;
}

function explanationView({ verdict, outcome }: RequestRecord, open: boolean): HTMLElement {
  const text = verdict?.message ?? (outcome.ok ? outcome.answer : outcome.message);
  return element(
    "details",
    open ? { open: "" } : {},
    element("summary", {}, "Explanation"),
    element(
      "pre",
      { tabindex: "0", "aria-label": "Explanation" },
      ...text.split("\n").map(lineView),
    ),
  );
}

/** A line that is too long goes on below its own beginning. */
function lineView(line: string): HTMLElement {
  const indent = Math.min(/^ */.exec(line)?.[0].length ?? 0, 4);
  return element("span", { class: `line indent-${indent}` }, `${line}\n`);
}

function hostOf({ verdict, url }: RequestRecord): string {
  return verdict?.host ?? URL.parse(url)?.hostname ?? url;
}

const SIGNS: Readonly<Record<Look["tone"], string>> = {
  good: "✓",
  warn: "!",
  bad: "✕",
  plain: "–",
};

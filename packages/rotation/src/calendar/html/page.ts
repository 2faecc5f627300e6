import type { Calendar } from "../calendar.ts";
import { type Markup, markup } from "../markup.ts";
import { pictureOf } from "../svg/svg.ts";
import { datesTable } from "./dates-table.ts";
import { nextSteps } from "./next-steps.ts";
import { pictureWords } from "./picture-words.ts";
import { renewalsTable } from "./renewals-table.ts";
import { PAGE_STYLE } from "./style.ts";
import { tilesOf } from "./tiles.ts";

/**
 * Writes the calendar as one page that needs no other file, no network and no script: what is next, the
 * picture, and every date as a table.
 */
export function calendarHtml(calendar: Calendar): string {
  const name = calendar.policy?.name;
  return markup`${DOCTYPE}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="tlspin calendar">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Pin calendar${name === undefined ? "" : `: ${name}`}, ${calendar.today}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the dates</a>
${headerOf(calendar)}
<main id="main">
${tilesOf(calendar)}
${nextSteps(calendar)}
${figureOf(calendar)}
${renewalsTable(calendar)}
${datesTable(calendar)}
${gapsOf(calendar)}
</main>
${FOOTER}
</body>
</html>
`.markup;
}

function headerOf({ policy, today, until }: Calendar): Markup {
  const subject =
    policy === undefined ? "No policy" : markup`<b>${policy.name}</b>, revision ${policy.revision}`;
  return markup`<header>
<h1>Pin calendar</h1>
<p>${subject}. From <time datetime="${today}">${today}</time> to <time datetime="${until}">${until}</time>, days in UTC.</p>
</header>`;
}

// The picture is wider than a phone, so that it scrolls in a frame that the keyboard reaches.
function figureOf(calendar: Calendar): Markup {
  if (calendar.lanes.length === 0 && calendar.adoption.length === 0) return markup``;
  return markup`<section aria-labelledby="picture-title">
<h2 id="picture-title">Time line</h2>
<figure>
<div class="scroll" role="region" aria-label="Time line, scrolls sideways" tabindex="0">${pictureOf(calendar)}</div>
<figcaption>Certificates of each host, each key, and how releases spread. Every date is in the table below too.</figcaption>
</figure>
${pictureWords(calendar)}
</section>`;
}

function gapsOf({ gaps }: Calendar): Markup {
  if (gaps.length === 0) return markup``;
  return markup`<section aria-labelledby="gaps-title">
<h2 id="gaps-title">Not known</h2>
<p>The calendar has no dates for these:</p>
<ul class="gaps">${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul>
</section>`;
}

const DOCTYPE: Markup = markup`<!doctype html>`;

const FOOTER: Markup = markup`<footer>
<p><b>Measured</b>: read from a certificate, a key or its file. <b>Planned</b>: decided in the policy or the rotation plan, or reckoned from what is in place. <b>Public</b>: announced by others, whose page is linked.</p>
<p>The last day of a pin counts in full. Made by <code>tlspin calendar</code>; it is as true as the files and servers that it was made from.</p>
</footer>`;

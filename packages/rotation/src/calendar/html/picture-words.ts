import type { Calendar } from "../calendar.ts";
import type { ReleaseShares } from "../facts.ts";
import type { Bar, Lane } from "../lanes/lane.ts";
import { type Markup, markup } from "../markup.ts";

/** What the picture shows of keys and releases, for who cannot see it. */
export function pictureWords({ lanes, adoption, today }: Calendar): Markup {
  const keys = lanes.filter(({ about }) => about === "key");
  return markup`<details>
<summary>The same in words</summary>
${listOf("Keys", keys.map(keyItem))}
${listOf(
  "Users by release",
  adoption.map((each) => releaseItem(each, today)),
)}
</details>`;
}

function listOf(title: string, items: readonly Markup[]): Markup {
  if (items.length === 0) return markup``;
  return markup`<h3>${title}</h3><ul>${items}</ul>`;
}

function keyItem({ label, detail, bars }: Lane): Markup {
  return markup`<li><b>${label}</b> (${detail})<ul>${bars.map(barItem)}</ul></li>`;
}

function barItem({ kind, from, to }: Bar): Markup {
  return markup`<li>${kind}, ${timeOf(from)} to ${timeOf(to)}</li>`;
}

function releaseItem({ release, points, counted }: ReleaseShares, today: string): Markup {
  const share = points.findLast(({ on }) => on <= today)?.share ?? 0;
  const basis =
    counted === undefined
      ? markup`assumed`
      : markup`counted from ${timeOf(counted.from)} to ${timeOf(counted.until)}, else assumed`;
  return markup`<li><b>${release}</b>: ${Math.round(share * 1000) / 10} % on ${timeOf(today)} (${basis})</li>`;
}

function timeOf(day: string): Markup {
  return markup`<time>${day}</time>`;
}

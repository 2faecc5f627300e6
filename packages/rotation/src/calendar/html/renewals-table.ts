import type { Calendar } from "../calendar.ts";
import type { CalendarEntry } from "../entry.ts";
import { type Markup, markup } from "../markup.ts";
import type { HostRenewals } from "../renewal-counts.ts";

/** How often each host's certificate is renewed, year by year: shorter lives, more work. */
export function renewalsTable({ renewals, entries }: Calendar): Markup {
  const shown = renewals.filter(({ years }) => years.length > 0);
  if (shown.length === 0) return markup``;
  const years = [
    ...new Set(shown.flatMap((host) => host.years.map(({ year }) => year))),
  ].toSorted();
  return markup`<section aria-labelledby="renewals-title">
<h2 id="renewals-title">Renewals of certificates</h2>
<p>How often, year by year, if new certificates live as long as they may. Each needs a key that is pinned.</p>
<div class="scroll" role="region" aria-label="Renewals, scrolls sideways" tabindex="0">
<table>
<thead><tr><th scope="col">Host</th>${years.map((year) => markup`<th scope="col">${year}</th>`)}</tr></thead>
<tbody>
${shown.map((host) => row(host, years))}
</tbody>
</table>
</div>
<ul class="notes">${shown.map(({ host, bound }) => markup`<li>${host}: ${bound}.</li>`)}</ul>
${everyRenewal(entries.filter(({ kind }) => kind === "renewal"))}
</section>`;
}

function everyRenewal(renewals: readonly CalendarEntry[]): Markup {
  if (renewals.length === 0) return markup``;
  return markup`<details>
<summary>Day by day</summary>
<ul>${renewals.map(({ on, title, detail }) => markup`<li><time datetime="${on}">${on}</time> ${title}. <small>${detail}</small></li>`)}</ul>
</details>`;
}

function row({ host, years: counted }: HostRenewals, years: readonly string[]): Markup {
  const cells = years.map((year) => {
    const found = counted.find((each) => each.year === year);
    if (found === undefined) return markup`<td>none</td>`;
    const { count, longest, shortest } = found;
    const lives = longest === shortest ? `${longest}` : `${longest} to ${shortest}`;
    return markup`<td><b>${count}</b><small>of ${lives} days</small></td>`;
  });
  return markup`<tr><th scope="row">${host}</th>${cells}</tr>`;
}

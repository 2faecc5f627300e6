import type { Calendar } from "../calendar.ts";
import { daysText } from "../days-text.ts";
import { type CalendarEntry, isNextRenewal, type Source } from "../entry.ts";
import { type Markup, markup } from "../markup.ts";

// On a phone the rows become blocks, and what is no longer laid out as a table is no longer taken for
// one by all screen readers. So each part says what it is.

/** Every date, with how it is known. Of renewals, the next one of each host. */
export function datesTable({ entries }: Calendar): Markup {
  const shown = entries.filter((entry) => entry.kind !== "renewal" || isNextRenewal(entry));
  return markup`<section aria-labelledby="dates-title">
<h2 id="dates-title">All dates</h2>
<table class="dates" role="table" aria-labelledby="dates-title">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Day</th><th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">Known from</th></tr></thead>
<tbody role="rowgroup">
${shown.map(row)}
</tbody>
</table>
</section>`;
}

function row({ on, days, status, title, detail, todo, basis, source }: CalendarEntry): Markup {
  return markup`<tr role="row" class="${status}">
<td role="cell"><time datetime="${on}">${on}</time><small>${status === "overdue" ? "overdue, " : ""}${daysText(days)}</small></td>
<td role="cell"><b>${title}</b>${detail === undefined ? undefined : markup`<small>${detail}</small>`}${todo === undefined ? undefined : markup`<small>To do: ${todo}</small>`}</td>
<td role="cell"><span class="basis ${basis}">${basis}</span><small>${sourceOf(source)}</small></td>
</tr>`;
}

// The addresses are our own: no file or peer has a say in them.
function sourceOf({ text, url }: Source): Markup {
  return url === undefined
    ? markup`${text}`
    : markup`<a href="${url}" rel="noreferrer">${text}</a>`;
}

import type { Calendar } from "../calendar.ts";
import { daysText } from "../days-text.ts";
import { type Markup, markup } from "../markup.ts";

/** The state of things at a glance. */
export function tilesOf({ entries, soon, renewals, until }: Calendar): Markup {
  const work = entries.filter(({ kind, open }) => open && kind !== "renewal");
  const overdue = work.filter(({ status }) => status === "overdue").length;
  const due = work.filter(({ status }) => status === "soon").length;
  const next = work.find(({ days }) => days >= 0);
  const count = renewals.flatMap(({ years }) => years).reduce((sum, each) => sum + each.count, 0);
  return markup`<section aria-label="At a glance">
<ul class="tiles">
<li class="${overdue > 0 ? "tile bad" : "tile good"}"><b>${overdue}</b> overdue</li>
<li class="${due > 0 ? "tile near" : "tile"}"><b>${due}</b> due within ${soon} days</li>
<li class="tile"><b>${next === undefined ? "none" : daysText(next.days)}</b> next date</li>
<li class="tile"><b>${count}</b> renewals until ${until}</li>
</ul>
</section>`;
}

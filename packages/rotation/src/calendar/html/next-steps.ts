import type { Calendar } from "../calendar.ts";
import { daysText } from "../days-text.ts";
import { type CalendarEntry, isNextRenewal } from "../entry.ts";
import { type Markup, markup } from "../markup.ts";

/** What to do: all that is overdue or due soon, and at least the next few. */
export function nextSteps({ entries, today }: Calendar): Markup {
  const work = entries.filter(
    (entry) => entry.open && (entry.kind !== "renewal" || isNextRenewal(entry)),
  );
  const urgent = work.filter(({ status }) => status === "overdue" || status === "soon");
  const shown = urgent.length < FEWEST ? work.slice(0, FEWEST) : urgent;
  return markup`<section aria-labelledby="next-title">
<h2 id="next-title">What is next</h2>
${shown.length === 0 ? markup`<p>Nothing is to be done from ${today} on.</p>` : markup`<ol class="steps">${shown.map(step)}</ol>`}
</section>`;
}

function step({ on, days, status, title, todo }: CalendarEntry): Markup {
  return markup`<li class="step ${status}">
<p class="when"><time datetime="${on}">${on}</time> <span class="badge">${status === "overdue" ? "overdue, " : ""}${daysText(days)}</span></p>
<h3>${title}</h3>
${todo === undefined ? undefined : markup`<p>${todo}</p>`}
</li>`;
}

const FEWEST = 4;

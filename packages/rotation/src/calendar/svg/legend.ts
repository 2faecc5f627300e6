import type { Calendar } from "../calendar.ts";
import type { BarKind } from "../lanes/lane.ts";
import { type Markup, markup } from "../markup.ts";
import type { Part } from "./part.ts";

/** Says what the colours are, of those that the picture has. */
export function legendOf({ lanes, entries }: Calendar, top: number): Part {
  const kinds = new Set(lanes.flatMap(({ bars }) => bars.map(({ kind }) => kind)));
  const statuses = new Set(entries.map(({ status }) => status));
  const items = [
    ...BAR_WORDS.filter(([kind]) => kinds.has(kind)).map(barItem),
    ...(["overdue", "soon", "later"] as const)
      .filter((status) => statuses.has(status))
      .map(markItem),
  ];
  const drawn = items.map(({ words, swatch }, index) => {
    const x = 16 + (index % COLUMNS) * COLUMN;
    const y = top + Math.floor(index / COLUMNS) * LINE;
    return markup`<g transform="translate(${x} ${y})">${swatch}<text class="detail" x="26" y="11">${words}</text></g>`;
  });
  return { markup: markup`${drawn}`, height: Math.ceil(items.length / COLUMNS) * LINE };
}

interface Item {
  readonly words: string;
  readonly swatch: Markup;
}

function barItem([kind, words]: readonly [BarKind, string]): Item {
  const look = kind.replaceAll(" ", "-");
  const swatch = markup`<rect class="bar ${look}" width="18" height="13" rx="2"/>`;
  return { words, swatch };
}

function markItem(status: "overdue" | "soon" | "later"): Item {
  return {
    words: MARKS[status],
    swatch: markup`<path class="mark ${status}" d="M9 0l6 6l-6 6l-6 -6z"/>`,
  };
}

const COLUMNS = 5;
const COLUMN = 208;
const LINE = 22;

const MARKS = { overdue: "overdue", soon: "date, soon", later: "date" };

const BAR_WORDS: readonly (readonly [BarKind, string])[] = [
  ["certificate", "certificate in place"],
  ["planned certificate", "planned certificate"],
  ["pin", "pin"],
  ["backup pin", "backup pin"],
  ["reserve", "reserve: not in a policy"],
  ["published", "published: in a release"],
  ["adopted", "adopted: users have it"],
  ["active", "active: served"],
  ["retired", "retired: no longer served"],
  ["destroyed", "destroyed"],
  ["distrusted", "distrusted: always refused"],
];

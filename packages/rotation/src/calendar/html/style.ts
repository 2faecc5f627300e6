/** The looks of the page. The reader's own font, size, and choice of light or dark. */
export const PAGE_STYLE: string = `
:root { --ground: #f6f7f9; --sheet: #ffffff; --ink: #1c2128; --soft: #535b66; --line: #d9dee4; --link: #0b57c2;
  --bad: #a81c1c; --bad-ground: #fdeaea; --near: #7a5600; --near-ground: #fdf3d7; --good: #1c6b34; --good-ground: #e7f5eb; --mark: #eceff3; }
@media screen and (prefers-color-scheme: dark) {
:root { --ground: #0d1116; --sheet: #12161c; --ink: #e6eaef; --soft: #a3adb9; --line: #2a313a; --link: #84b4ff;
  --bad: #ff9b9b; --bad-ground: #3a1818; --near: #f0c868; --near-ground: #33290f; --good: #86d9a0; --good-ground: #12301c; --mark: #222932; } }
* { box-sizing: border-box; }
html { color-scheme: light dark; scroll-behavior: smooth; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; letter-spacing: -.02em; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; margin: .2rem 0; }
p { margin: .35rem 0; }
header p, footer, figcaption { color: var(--soft); }
header p b { color: var(--ink); overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; background: var(--sheet); padding: .5rem 1rem; }
.skip:focus { left: .5rem; top: .5rem; z-index: 1; }
.tiles, .steps { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .75rem; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
.tile { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: .7rem 1rem; color: var(--soft); }
.tile b { display: block; font-size: 1.5rem; line-height: 1.25; color: var(--ink); font-variant-numeric: tabular-nums; }
.tile.bad { background: var(--bad-ground); } .tile.bad, .tile.bad b { color: var(--bad); }
.tile.near { background: var(--near-ground); } .tile.near, .tile.near b { color: var(--near); }
.tile.good b { color: var(--good); }
.steps { grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); margin: 0; }
.step { background: var(--sheet); border: 1px solid var(--line); border-left: 5px solid var(--soft); border-radius: 8px; padding: .75rem 1rem; overflow-wrap: anywhere; }
.step.overdue { border-left-color: var(--bad); } .step.soon { border-left-color: var(--near); }
.when { margin: 0; color: var(--soft); font-variant-numeric: tabular-nums; }
.badge, .basis { display: inline-block; border-radius: 99px; padding: 0 .6em; background: var(--mark); color: var(--ink); font-size: .875rem; }
.overdue .badge { background: var(--bad-ground); color: var(--bad); } .soon .badge { background: var(--near-ground); color: var(--near); }
figure { margin: 0; }
figcaption { font-size: .875rem; margin-top: .5rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); }
.scroll svg { display: block; min-width: 62rem; width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; background: var(--sheet); font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem .8rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; background: var(--mark); }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; } th small { font-weight: 400; }
small { display: block; color: var(--soft); font-size: .875rem; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.dates { border: 1px solid var(--line); border-radius: 10px; border-spacing: 0; border-collapse: separate; overflow: hidden; }
.dates td { overflow-wrap: anywhere; }
.dates td:first-child { width: 9.5rem; } .dates td:last-child { width: 17rem; }
tr.overdue td:first-child small { color: var(--bad); font-weight: 600; } tr.soon td:first-child small { color: var(--near); font-weight: 600; }
tr.passed b { font-weight: 400; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--link); }
details { overflow-wrap: anywhere; } details ul { padding-left: 1.25rem; margin: .3rem 0; }
details li { margin: .35rem 0; } li small { display: inline; }
.notes { font-size: .875rem; color: var(--soft); margin: .6rem 0; } .gaps, .notes { padding-left: 1.25rem; overflow-wrap: anywhere; }
footer { font-size: .875rem; padding-top: 2rem; padding-bottom: 3rem; }
@media (max-width: 44rem) {
.dates thead { position: absolute; left: -100vw; }
.dates, .dates tbody, .dates tr, .dates td { display: block; }
.dates td { border: 0; padding: .1rem .9rem; }
.dates td:first-child, .dates td:last-child { width: auto; }
.dates td:first-child time, .dates td:first-child small { display: inline; margin-right: .6em; }
.dates tr { padding: .7rem 0; border-bottom: 1px solid var(--line); }
.dates tr:last-child { border: 0; }
.scroll th, .scroll td { min-width: 6.2rem; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
@page { size: A4 landscape; margin: 12mm; }
html { color-scheme: light; } body { background: #ffffff; font-size: 10pt; }
.skip { display: none; }
header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
.scroll { overflow: visible; } .scroll svg { min-width: 0; }
tr, .step, .tile, figure { break-inside: avoid; }
h2 { break-after: avoid; }
details::details-content { content-visibility: visible; block-size: auto; }
.tile, .step, .badge, .basis, thead th { print-color-adjust: exact; }
}`;

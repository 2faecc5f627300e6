/**
 * The looks of the picture. Colours stand in the rules themselves, without variables, so that viewers
 * of SVG that are no browsers show them too. Text is at least 4.5 times brighter or darker than its ground.
 */
export const SVG_STYLE: string = `
.pin-picture { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
.pin-picture .ground { fill: #ffffff; }
.pin-picture text { fill: #1c2128; }
.pin-picture .label { font-size: 13px; font-weight: 600; }
.pin-picture .detail, .pin-picture .tick, .pin-picture .percent { fill: #57606a; font-size: 11.5px; }
.pin-picture .tick { text-anchor: middle; }
.pin-picture .year { fill: #1c2128; font-weight: 600; }
.pin-picture .percent { text-anchor: end; }
.pin-picture .grid { stroke: #e1e5ea; }
.pin-picture .bar { stroke: none; }
.pin-picture .in-bar { fill: #ffffff; font-size: 11.5px; font-weight: 600; pointer-events: none; }
.pin-picture .certificate { fill: #1f6f78; }
.pin-picture .planned-certificate { fill: #cfe6e8; stroke: #5d9aa1; }
.pin-picture .pin, .pin-picture .active { fill: #1d4ed8; }
.pin-picture .backup-pin, .pin-picture .published { fill: #6d3fc0; }
.pin-picture .adopted { fill: #47319c; }
.pin-picture .reserve, .pin-picture .retired { fill: #626b77; }
.pin-picture .destroyed { fill: #3a4048; }
.pin-picture .distrusted { fill: #a81c1c; }
.pin-picture .mark { fill: #ffffff; stroke: #1c2128; stroke-width: 1.6; }
.pin-picture .mark.soon { fill: #f0b429; }
.pin-picture .mark.overdue { fill: #e5484d; }
.pin-picture .today line { stroke: #c2410c; stroke-width: 1.5; }
.pin-picture .today text { fill: #b03a08; font-weight: 600; }
.pin-picture .today text, .pin-picture .curve-name { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
.pin-picture .public line { stroke: #8a6100; stroke-dasharray: 2 4; }
.pin-picture .public text { fill: #7a5600; font-size: 11.5px; }
.pin-picture .curve { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.pin-picture .assumed { stroke-dasharray: 6 4; }
.pin-picture .curve-name { fill: currentColor; font-size: 11.5px; font-weight: 600; }
.pin-picture .curve-0 { color: #1d4ed8; }
.pin-picture .curve-1 { color: #b03a08; }
.pin-picture .curve-2 { color: #1f6f78; }
.pin-picture .curve-3 { color: #6d3fc0; }
.pin-picture .curve-4 { color: #7a5600; }
.pin-picture .curve-5 { color: #a3195b; }
@media screen and (prefers-color-scheme: dark) {
.pin-picture .ground { fill: #12161c; }
.pin-picture text { fill: #e6eaef; }
.pin-picture .in-bar { fill: #ffffff; }
.pin-picture .curve-name { fill: currentColor; }
.pin-picture .detail, .pin-picture .tick, .pin-picture .percent { fill: #a3adb9; }
.pin-picture .year { fill: #e6eaef; }
.pin-picture .grid { stroke: #2a313a; }
.pin-picture .certificate { fill: #237a84; }
.pin-picture .planned-certificate { fill: #1d3a3f; stroke: #4d8c94; }
.pin-picture .pin, .pin-picture .active { fill: #3b6cf0; }
.pin-picture .backup-pin, .pin-picture .published { fill: #8657dd; }
.pin-picture .adopted { fill: #6a4fd0; }
.pin-picture .reserve, .pin-picture .retired { fill: #6d7682; }
.pin-picture .destroyed { fill: #565d67; }
.pin-picture .distrusted { fill: #cc3d3d; }
.pin-picture .mark { fill: #12161c; stroke: #e6eaef; }
.pin-picture .mark.soon { fill: #f0b429; }
.pin-picture .mark.overdue { fill: #ff6369; }
.pin-picture .today line { stroke: #ff9466; }
.pin-picture .today text { fill: #ffa880; }
.pin-picture .today text, .pin-picture .curve-name { stroke: #12161c; }
.pin-picture .public line { stroke: #d9a93a; }
.pin-picture .public text { fill: #e3b95a; }
.pin-picture .curve-0 { color: #84a9ff; }
.pin-picture .curve-1 { color: #ffa880; }
.pin-picture .curve-2 { color: #6fc7d1; }
.pin-picture .curve-3 { color: #bd9dff; }
.pin-picture .curve-4 { color: #e3b95a; }
.pin-picture .curve-5 { color: #ff8fc0; }
}
@media print { .pin-picture * { print-color-adjust: exact; } }`;

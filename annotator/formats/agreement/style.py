"""How a report of agreement looks on screen and on paper."""

from __future__ import annotations

STYLE = """\
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6875; --line: #d9dfe5; --tint: #f4f6f8; --accent: #1b4f80; }
* { box-sizing: border-box; }
html { font-size: 16px; }
body { margin: 0 auto; padding: 3rem 1.5rem 5rem; max-width: 64rem; background: #fff; color: var(--ink);
  font-family: Charter, "Bitstream Charter", "Sitka Text", Cambria, "Liberation Serif", Georgia, serif;
  line-height: 1.5; overflow-wrap: break-word; }
h1, h2, h3, table, dl, .kind, .facts, .note, svg {
  font-family: "Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans", Arial, sans-serif; }
header { border-bottom: 3px solid var(--ink); padding-bottom: 1rem; margin-bottom: 1.5rem; }
.kind { margin: 0; font-size: .8rem; letter-spacing: .14em; text-transform: uppercase; color: var(--accent); }
h1 { margin: .1rem 0 .3rem; font-size: 2.1rem; line-height: 1.15; font-weight: 650; }
.facts, .note { margin: .2rem 0; font-size: .85rem; color: var(--soft); }
h2 { margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--ink); font-size: 1.35rem;
  font-weight: 650; }
h3 { margin: 1.8rem 0 .3rem; font-size: 1.05rem; font-weight: 650; color: var(--accent); }
p, dl { max-width: 46rem; }
blockquote { margin: 1rem 0; padding: .8rem 1.1rem; max-width: 48rem; background: var(--tint);
  border-left: 3px solid var(--accent); }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .25rem 1rem; font-size: .88rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .8rem; line-height: 1.35; margin: .6rem 0 1.4rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th { padding: .25rem .6rem .25rem 0; border-bottom: 1.5px solid var(--soft); text-align: left; font-weight: 600;
  color: var(--soft); vertical-align: bottom; }
tbody th { border-bottom: 1px solid var(--line); color: var(--ink); font-weight: 400; vertical-align: top; }
tbody th.section { padding-top: .8rem; font-weight: 600; color: var(--soft); }
td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.figure { text-align: right; }
.why { color: var(--soft); }
svg { display: block; max-width: 100%; height: auto; margin: .4rem 0 1rem; }
.weeks { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: .6rem 2rem; }
.literature { font-size: .85rem; padding-left: 1.2rem; }
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page); font: 8pt sans-serif; } }
@media print {
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  h2, h3, caption { break-after: avoid; }
  svg, tr, blockquote { break-inside: avoid; }
  thead { display: table-header-group; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

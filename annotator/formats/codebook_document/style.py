"""How the codebook's document looks on screen and on paper."""

from __future__ import annotations

STYLE = """\
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6875; --line: #d9dfe5; --tint: #f4f6f8; --accent: #1f5f8b;
  --error: #9c2f2f; --warning: #8a5a00; }
* { box-sizing: border-box; }
html { font-size: 17px; scroll-behavior: smooth; }
body { margin: 0 auto; padding: 3rem 1.5rem 6rem; max-width: 70rem; background: #fff; color: var(--ink);
  font-family: Charter, "Bitstream Charter", "Sitka Text", Cambria, "Liberation Serif", Georgia, serif;
  line-height: 1.5; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, th, dl, nav, .kind, .facts, .severity, .scope, .condition, figcaption, kbd {
  font-family: "Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans", Arial, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
code { font-family: ui-monospace, "Cascadia Mono", Menlo, "Liberation Mono", monospace; font-size: .78em;
  color: var(--soft); font-weight: 400; overflow-wrap: anywhere; }
p { margin: .45rem 0; }
.small { font-size: .9rem; color: var(--soft); }

.front { border-bottom: 3px solid var(--ink); padding-bottom: 1.2rem; margin-bottom: 2rem; }
.kind { margin: 0; font-size: .8rem; letter-spacing: .14em; text-transform: uppercase; color: var(--accent); }
h1 { margin: .1rem 0 .3rem; font-size: 2.3rem; line-height: 1.15; font-weight: 650; }
.front .facts { margin: 0 0 .8rem; font-size: .85rem; color: var(--soft); }
.lead { font-size: 1.08rem; max-width: 46rem; }

nav { font-size: .86rem; line-height: 1.45; }
nav h2 { font-size: .8rem; letter-spacing: .1em; text-transform: uppercase; color: var(--soft); margin: 0 0 .5rem;
  border: 0; padding: 0; }
nav ol, nav ul { list-style: none; margin: 0; padding: 0; }
nav ol > li { margin-bottom: .55rem; font-weight: 600; }
nav ul { font-weight: 400; padding-left: .8rem; border-left: 2px solid var(--line); margin-top: .15rem; }
main { max-width: 46rem; min-width: 0; }

h2 { margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 1px solid var(--ink); font-size: 1.45rem;
  font-weight: 650; line-height: 1.25; }
main > section:first-child h2 { margin-top: 0; }
h2 .number { color: var(--accent); margin-right: .35rem; }
h3 { margin: 2rem 0 .2rem; font-size: 1.1rem; font-weight: 650; color: var(--accent); }
.group { border-left: 3px solid #dbe6ee; padding-left: 1.1rem; margin-left: -1.25rem; }
.field, .rule { margin: 1.5rem 0 2rem; }
h4 { margin: 0 0 .25rem; font-size: 1.06rem; font-weight: 650; line-height: 1.35; }
h4 code { margin-left: .35rem; }
kbd { display: inline-block; min-width: 1.35em; padding: 0 .3em; border: 1px solid #b9c3cd; border-bottom-width: 2px;
  border-radius: .25em; background: var(--tint); font-size: .72em; font-weight: 600; line-height: 1.45;
  text-align: center; vertical-align: .1em; }
dl { display: grid; grid-template-columns: 6.2rem 1fr; gap: .15rem .9rem; margin: .6rem 0; font-size: .92rem; }
dt { color: var(--soft); font-size: .8rem; padding-top: .12rem; }
dd { margin: 0; }
dl.statuses { grid-template-columns: 8rem 1fr; }
dl.statuses dt { color: var(--ink); font-weight: 600; }

table { width: 100%; margin: .7rem 0; border-collapse: collapse; font-size: .9rem; line-height: 1.4; }
th { padding: .25rem .6rem .25rem 0; border-bottom: 1.5px solid var(--soft); text-align: left; font-size: .75rem;
  font-weight: 600; color: var(--soft); }
td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:nth-last-child(2):not(.code), td:only-child { min-width: 9rem; }
.code { width: 3.2rem; text-align: right; padding-right: 1rem; font-variant-numeric: tabular-nums; }

.examples { margin: .9rem 0 0; padding: .7rem 1rem; background: var(--tint); border-radius: .35rem; }
h5 { margin: 0 0 .3rem; font-size: .75rem; font-weight: 600; color: var(--soft); }
figure { margin: 0 0 .65rem; }
figure:last-child { margin-bottom: 0; }
blockquote { margin: 0; font-style: italic; }
blockquote::before { content: "\\201C"; } blockquote::after { content: "\\201D"; }
figcaption { font-size: .8rem; color: var(--soft); }
figcaption b { color: var(--ink); font-weight: 600; }

.rule { padding-left: .9rem; border-left: 3px solid var(--warning); margin: 1.1rem 0; }
.rule.error { border-color: var(--error); }
.severity { margin-left: .5rem; font-size: .72rem; letter-spacing: .06em; text-transform: uppercase;
  color: var(--warning); }
.error .severity { color: var(--error); }
.scope { font-size: .8rem; font-weight: 400; color: var(--soft); margin-left: .5rem; }
.condition { font-size: .8rem; line-height: 1.45; color: var(--soft); margin: 0 0 .7rem; }

@media screen and (min-width: 64rem) {
  .columns { display: grid; grid-template-columns: 15rem 1fr; column-gap: 3.5rem; }
  nav { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; }
}
@page { size: A4; margin: 20mm 18mm 22mm; @bottom-right { content: counter(page); font: 8pt sans-serif; } }
@media print {
  html { font-size: 10.5pt; }
  body { padding: 0; max-width: none; }
  main { max-width: none; }
  a { color: inherit; }
  nav ol { columns: 2; column-gap: 10mm; }
  nav ol > li { break-inside: avoid; }
  main { break-before: page; }
  h2, h3, h4, h5 { break-after: avoid; }
  .rule, figure, tr, dl { break-inside: avoid; }
  thead { display: table-header-group; }
  .group { margin-left: 0; }
}
"""

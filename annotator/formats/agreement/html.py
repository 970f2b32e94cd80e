"""A report of agreement as HTML: one file that needs nothing else, made to be read and to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from annotator.domain.describe import describe_day
from annotator.domain.figures import AgreementCell, AgreementLayer, AgreementOverview, ColumnKind, NamedFigure
from annotator.formats.agreement.document import AgreementDocument, interval_words, two_places
from annotator.formats.agreement.plots import drift_plots, heatmaps, interval_plot, legend
from annotator.formats.agreement.style import STYLE
from annotator.formats.agreement.words import (
    CAUTION_DEFINITION,
    COLUMN_DEFINITIONS,
    LAYER_DEFINITIONS,
    LITERATURE,
    alignment_words,
    layer_heading,
    methods_paragraph,
    resampling_words,
)

_KINDS = {
    ColumnKind.REST: "{} against the rest",
    ColumnKind.GOLD: "{} against gold",
    ColumnKind.WEEK: "Week {}",
    ColumnKind.VERSION: "Codebook {}",
}


def report_html(document: AgreementDocument) -> str:
    """Return the report; every text in it is escaped, it runs no script and loads nothing."""
    title = f"Agreement · {document.round_name} · {document.project_name}"
    parts = (
        _front(document),
        _methods(document),
        _facts(document),
        _plots(document),
        _pairs(document),
        _weeks(document),
        *(_layer(overview) for overview in document.layers),
        _definitions(document),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(filter(None, parts))
        + "\n</body>\n</html>\n"
    )


def _front(document: AgreementDocument) -> str:
    day = f" · as of {describe_day(document.as_of)}" if document.as_of else ""
    return (
        f'<header>\n<p class="kind">Agreement between coders</p>\n<h1>{escape(document.round_name)}</h1>\n'
        f'<p class="facts">{escape(document.project_name)}{day}</p>\n</header>'
    )


def _methods(document: AgreementDocument) -> str:
    return f"<h2>Methods, to paste</h2>\n<blockquote>{escape(methods_paragraph(document))}</blockquote>"


def _facts(document: AgreementDocument) -> str:
    entries = [
        ("Articles compared", str(document.articles)),
        ("Articles with gold", str(document.gold_articles)),
        ("Coders", ", ".join(document.coders)),
        (
            "Codebook",
            f"{document.codebook_title}, version {document.codebook_version} ({document.codebook_id})",
        ),
        ("Matching of incidents", alignment_words(document)),
        ("Intervals", resampling_words(document)),
        ("Left out", " ".join(one.sentence for one in document.exclusions) or "Nothing."),
        ("Project", f"{document.project_id}, event {document.head}, {document.head_hash}"),
        ("Software", f"Incident Annotator {document.app_version}"),
    ]
    return "<h2>What the figures rest on</h2>\n" + _list(entries)


def _plots(document: AgreementDocument) -> str:
    overview = document.layer(AgreementLayer.MATCHED)
    maps = list(heatmaps(overview, "map"))
    if not maps:
        return "<h2>Fields and coders</h2>\n<p>No field has values of two coders that could be compared.</p>"
    return (
        f"<h2>Fields and coders</h2>\n<p>{escape(LAYER_DEFINITIONS[AgreementLayer.MATCHED])} "
        f"{escape(CAUTION_DEFINITION)}</p>\n{legend()}\n"
        + "\n".join(maps)
        + "\n<h2>Intervals by field</h2>\n<p>All coders together. A hollow point and a dashed line are not to be "
        f"trusted.</p>\n{interval_plot(document.together)}"
    )


def _pairs(document: AgreementDocument) -> str:
    maps = list(heatmaps(document.pairs, "pairs"))
    if not maps or len(document.coders) < 3:
        return ""
    count = len(document.coders) * (len(document.coders) - 1) // 2
    shown = len(document.pairs.columns)
    which = "" if shown == count else f" The {shown} pairs with the most articles in common, of {count}."
    return f"<h2>Pairs</h2>\n<p>Two coders, over the articles both coded.{which}</p>\n" + "\n".join(maps)


def _weeks(document: AgreementDocument) -> str:
    plots = [plot for _, plot in drift_plots(document.weeks)]
    if not plots:
        return ""
    return (
        "<h2>Week by week</h2>\n<p>All coders together, by the ISO week in which the later of an article's codings was "
        'completed.</p>\n<div class="weeks">\n' + "\n".join(plots) + "\n</div>"
    )


def _layer(overview: AgreementOverview) -> str:
    heading = f"<h2>{escape(layer_heading(overview.layer))}</h2>\n<p>{escape(LAYER_DEFINITIONS[overview.layer])}</p>"
    tables = [_table(overview, at) for at in range(len(overview.columns))]
    return "\n".join([heading, *tables])


def _table(overview: AgreementOverview, at: int) -> str:
    column = overview.columns[at]
    name = _KINDS.get(column.kind, "{}").format(column.label)
    head = (
        '<thead><tr><th>Field</th><th class="figure">Coefficient</th><th class="figure">95% interval</th>'
        '<th class="figure">Units</th><th class="figure">Articles</th><th>Beside it, and remarks</th></tr></thead>'
    )
    cells = [overview.cell(row, column) for row in overview.rows]
    return f"<table>\n<caption>{escape(name)}</caption>\n{head}\n<tbody>\n{''.join(_rows(cells))}</tbody>\n</table>"


def _rows(cells: Iterable[AgreementCell]) -> Iterator[str]:
    section = ""
    for cell in cells:
        if cell.row.section != section:
            section = cell.row.section
            yield f'<tr><th class="section" colspan="6">{escape(section)}</th></tr>\n'
        dagger = "†" if cell.value is not None and not cell.is_safe else ""
        remarks = "; ".join(filter(None, (*map(_beside, cell.beside), cell.reason, *cell.cautions)))
        yield (
            f"<tr><th>{escape(cell.row.label)}</th>"
            f'<td class="figure">{two_places(cell.value)}{dagger}</td><td class="figure">{interval_words(cell)}</td>'
            f'<td class="figure">{cell.units}</td><td class="figure">{cell.articles}</td>'
            f'<td class="why">{escape(remarks)}</td></tr>\n'
        )


def _beside(figure: NamedFigure) -> str:
    if figure.value is None:
        return ""
    if figure.unit in ("", "share"):
        return f"{figure.name} {two_places(figure.value)}"
    return f"{figure.name} {figure.value:g} {figure.unit}"


def _definitions(document: AgreementDocument) -> str:
    layers = [(layer_heading(layer), words) for layer, words in LAYER_DEFINITIONS.items()]
    variants = "".join(f"<li>{escape(variant)}</li>" for variant in document.variants())
    literature = "".join(f"<li>{escape(work)}</li>" for work in LITERATURE)
    return (
        "<h2>Definitions</h2>\n<h3>What is compared</h3>\n"
        + _list(layers)
        + "\n<h3>Whose values</h3>\n"
        + _list(COLUMN_DEFINITIONS)
        + f"\n<h3>Variants used</h3>\n<ul>{variants}</ul>"
        + f'\n<h3>Literature</h3>\n<ul class="literature">{literature}</ul>'
        '\n<p class="note">The table diagnosis.csv beside this file lists every unit, field and coder with what was '
        "recorded and whether the figures used it.</p>"
    )


def _list(entries: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>\n" for name, words in entries)
    return f"<dl>\n{rows}</dl>"

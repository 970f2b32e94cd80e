"""Plots of a report as SVG: a heatmap of fields and columns, intervals by field, and weeks.

Colours are of one hue from light to dark, told apart by colour-blind readers and in grey; every cell carries its
number, and what is not to be trusted is hatched.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from annotator.domain.figures import AgreementCell, AgreementColumn, AgreementOverview, AgreementRow
from annotator.formats.agreement.document import interval_words, two_places

_STEPS = (
    (0.4, "#f3f6fa", "#1d2733"),
    (0.667, "#d3e2f0", "#1d2733"),
    (0.8, "#93bbdc", "#10222f"),
    (0.9, "#2f6ea6", "#ffffff"),
    (2.0, "#1b4f80", "#ffffff"),
)
"""Below each value, the fill and the ink on it; 0.667 and 0.8 are Krippendorff's bounds."""

_LABEL_WIDTH, _CELL_WIDTH, _CELL_HEIGHT, _HEAD = 230, 92, 34, 64
_FONT = 'font-family="Liberation Sans, Noto Sans, Arial, sans-serif"'
_INK, _SOFT, _LINE, _ACCENT = "#1d2733", "#5b6875", "#d9dfe5", "#1b4f80"
_COLUMNS_AT_ONCE = 8


def heatmaps(overview: AgreementOverview, name: str) -> Iterator[str]:
    """Yield heatmaps of an overview, a few columns in each; ``name`` tells their patterns apart in one page.

    Rows without any figure are left out.
    """
    rows = [row for row in overview.rows if any(overview.cell(row, one).value is not None for one in overview.columns)]
    for start in range(0, len(overview.columns) if rows else 0, _COLUMNS_AT_ONCE):
        columns = overview.columns[start : start + _COLUMNS_AT_ONCE]
        yield _heatmap(overview, rows, columns, f"{name}-{start}")


def _heatmap(
    overview: AgreementOverview, rows: Sequence[AgreementRow], columns: Sequence[AgreementColumn], name: str
) -> str:
    width = _LABEL_WIDTH + _CELL_WIDTH * len(columns) + 8
    parts = [_hatch(name)]
    for at, column in enumerate(columns):
        x = _LABEL_WIDTH + at * _CELL_WIDTH + _CELL_WIDTH / 2
        parts += _lines(_column_words(column), x, _HEAD - 10, anchor="middle")
    y = _HEAD
    section = ""
    for row in rows:
        if row.section != section:
            section = row.section
            y += 22
            parts.append(_text(section, 0, y - 6, size=11, colour=_SOFT, weight=600))
        parts.append(_text(_cut(row.label, 36), 8, y + _CELL_HEIGHT / 2 + 4, size=12))
        for at, column in enumerate(columns):
            parts.append(_cell(overview.cell(row, column), _LABEL_WIDTH + at * _CELL_WIDTH, y, name))
        y += _CELL_HEIGHT
    return _svg(parts, width, y + 6, "Agreement by field and coder")


def _column_words(column: AgreementColumn) -> str:
    suffix = {"rest": " vs rest", "gold": " vs gold"}.get(column.kind.value, "")
    return column.label + suffix


def _cell(cell: AgreementCell, x: float, y: float, name: str) -> str:
    box = f'x="{x:g}" y="{y:g}" width="{_CELL_WIDTH - 2}" height="{_CELL_HEIGHT - 2}"'
    title = f"<title>{escape(_cell_words(cell))}</title>"
    middle = x + _CELL_WIDTH / 2 - 1
    if cell.value is None:
        words = _text(cell.short_reason, middle, y + 20, size=9, colour=_SOFT, anchor="middle")
        hatched = f'<rect {box} fill="#ffffff"/><rect {box} fill="url(#{name})" stroke="{_LINE}"/>'
        plate = f'<rect x="{x + 4:g}" y="{y + 9:g}" width="{_CELL_WIDTH - 10}" height="16" fill="#ffffff"/>'
        return f"<g>{title}{hatched}{plate}{words}</g>"
    fill, ink = colours_of(cell.value)
    hatch = "" if cell.is_safe else f'<rect {box} fill="url(#{name})"/>'
    mark = "" if cell.is_safe else "†"
    number = _text(two_places(cell.value) + mark, middle, y + 14, size=13, colour=ink, anchor="middle", weight=600)
    below = f"{interval_words(cell)} · {cell.units}" if cell.lower is not None else str(cell.units)
    small = _text(below, middle, y + 27, size=8.5, colour=ink, anchor="middle")
    if not cell.is_safe:
        # The hatching stays behind the figures, so that they can still be read.
        plate = (
            f'<rect x="{x + 4:g}" y="{y + 3:g}" width="{_CELL_WIDTH - 10}" height="{_CELL_HEIGHT - 8}" fill="{fill}"/>'
        )
        hatch += plate
    return f'<g>{title}<rect {box} fill="{fill}" stroke="{_LINE}"/>{hatch}{number}{small}</g>'


def _cell_words(cell: AgreementCell) -> str:
    """Return a cell as a sentence, for those who point at it or have it read out."""
    if cell.value is None:
        return f"{cell.row.label}, {cell.column.label}: not defined. {cell.reason}"
    words = f"{cell.row.label}, {cell.column.label}: {two_places(cell.value)}"
    if cell.lower is not None:
        words += f", 95% interval {interval_words(cell)}"
    return " ".join((f"{words}, {cell.units} units in {cell.articles} articles.", *cell.cautions))


def colours_of(value: float) -> tuple[str, str]:
    """Return the fill of a figure and the ink on it."""
    return next((fill, ink) for bound, fill, ink in _STEPS if value < bound)


def legend() -> str:
    """Return the scale of colours in words and fields."""
    labels = ("below 0.40", "0.40 to 0.67", "0.67 to 0.80", "0.80 to 0.90", "0.90 and more")
    parts = [_hatch("legend")]
    for at, ((_, fill, _ink), label) in enumerate(zip(_STEPS, labels, strict=True)):
        parts.append(f'<rect x="{at * 118}" y="2" width="16" height="16" fill="{fill}" stroke="{_LINE}"/>')
        parts.append(_text(label, at * 118 + 22, 14, size=11))
    at = len(labels) * 118
    parts.append(f'<rect x="{at}" y="2" width="16" height="16" fill="url(#legend)" stroke="{_LINE}"/>')
    parts.append(_text("not defined, or † not to be trusted", at + 22, 14, size=11))
    return _svg(parts, at + 210, 22, "Scale of colours")


def interval_plot(cells: Sequence[AgreementCell]) -> str:
    """Return one line per field: a point with its interval on a scale that ends at 1."""
    low = min([0.0, *(cell.lower for cell in cells if cell.lower is not None), *(c.value or 0.0 for c in cells)])
    low = max(-1.0, int(low * 5 - 0.999) / 5)
    left, right, top, step = 250.0, 760.0, 24.0, 20.0

    def at(value: float) -> float:
        return left + (max(value, low) - low) / (1 - low) * (right - left)

    height = top + step * len(cells) + 10
    parts = []
    for tick in _ticks(low):
        colour, dash = (_SOFT, "4 3") if tick in (0.667, 0.8) else (_LINE, "0")
        parts.append(_line(at(tick), top - 4, at(tick), height - 8, colour=colour, dash=dash))
        label = f"{tick:g}".replace("-", "−")
        parts.append(_text(label, at(tick), top - 10, size=10, colour=_SOFT, anchor="middle"))
    for number, cell in enumerate(cells):
        y = top + step * number + 10
        parts.append(_text(_cut(cell.row.label, 38), left - 12, y + 4, size=11.5, anchor="end"))
        if cell.lower is not None and cell.upper is not None:
            dash = "0" if cell.is_safe else "3 3"
            parts.append(_line(at(cell.lower), y, at(cell.upper), y, colour=_ACCENT, dash=dash, width=2))
        fill = _ACCENT if cell.is_safe else "#ffffff"
        parts.append(f'<circle cx="{at(cell.value or 0):.1f}" cy="{y:g}" r="4" fill="{fill}" stroke="{_ACCENT}"/>')
        words = f"{two_places(cell.value)}, n = {cell.units}"
        parts.append(_text(words, right + 14, y + 4, size=10.5, colour=_SOFT))
    return _svg(parts, 860, height, "Coefficient and 95% interval by field")


def _ticks(low: float) -> Iterator[float]:
    yield from (tick / 5 for tick in range(round(low * 5), 4) if tick / 5 not in (0.6, 0.8))
    yield from (0.667, 0.8, 1.0)


def drift_plots(overview: AgreementOverview) -> Iterator[tuple[AgreementRow, str]]:
    """Yield a row and its figure week by week, for rows with figures in two weeks or more."""
    for row in overview.rows:
        cells = [overview.cell(row, column) for column in overview.columns]
        if sum(cell.value is not None for cell in cells) > 1:
            yield row, _drift(row, cells)


def _drift(row: AgreementRow, cells: Sequence[AgreementCell]) -> str:
    width, left, top, bottom = 400.0, 34.0, 26.0, 126.0
    lows = [cell.lower for cell in cells if cell.lower is not None]
    low = -1.0 if min([0.0, *lows, *(cell.value or 0.0 for cell in cells)]) < 0 else 0.0

    def at(value: float) -> float:
        return bottom - (value - low) / (1 - low) * (bottom - top)

    parts = [_text(_cut(row.label, 52), 0, 13, size=12, weight=600)]
    for tick in sorted({low, 0.0, 0.667, 1.0}):
        parts.append(_line(left, at(tick), width - 6, at(tick), colour=_LINE))
        parts.append(_text(f"{tick:g}".replace("-", "−"), left - 6, at(tick) + 3, size=9, colour=_SOFT, anchor="end"))
    step = (width - left - 20) / max(len(cells), 1)
    shown_every = max(1, len(cells) // 6)
    for number, cell in enumerate(cells):
        x = left + step * (number + 0.5)
        if number % shown_every == 0:
            parts.append(_text(cell.column.label, x, bottom + 14, size=9, colour=_SOFT, anchor="middle"))
        if cell.value is not None:
            parts += _drift_point(cell, x, at(cell.value), [at(end) for end in _ends(cell)])
    return _svg(parts, width, 146, f"{row.label} by week")


def _ends(cell: AgreementCell) -> tuple[float, ...]:
    return () if cell.lower is None or cell.upper is None else (max(-1.0, cell.lower), cell.upper)


def _drift_point(cell: AgreementCell, x: float, y: float, ends: Sequence[float]) -> Iterable[str]:
    if ends:
        yield _line(x, ends[0], x, ends[1], colour=_ACCENT, width=1.5)
    fill = _ACCENT if cell.is_safe else "#ffffff"
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="{_ACCENT}"/>'


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke="#8a94a0" stroke-width="1"/></pattern></defs>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, *, colour: str, dash: str = "0", width: float = 1) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}" stroke-dasharray="{dash}"/>'
    )


def _lines(words: str, x: float, y: float, *, anchor: str) -> list[str]:
    lines = textwrap.wrap(words, 14, max_lines=4, placeholder="…") or [""]
    return [
        _text(line, x, y - 12 * (len(lines) - 1 - at), size=10.5, anchor=anchor, weight=600)
        for at, line in enumerate(lines)
    ]


def _text(
    words: str, x: float, y: float, *, size: float, colour: str = _INK, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _svg(parts: Iterable[str], width: float, height: float, label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(label)}" {_FONT}>' + "".join(parts) + "</svg>"
    )

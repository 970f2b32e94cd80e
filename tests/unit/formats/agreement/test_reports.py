"""Reports in every form: golden bytes, nothing that runs or loads, every number said with what it rests on."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
import pytest

from annotator.domain.figures import AgreementLayer, AlignmentFacts
from annotator.formats.agreement.document import interval_words, two_places
from annotator.formats.agreement.html import report_html
from annotator.formats.agreement.plots import colours_of, drift_plots, heatmaps, interval_plot, legend
from annotator.formats.agreement.tables import SCHEMA, diagnosis_csv, figures_csv, report_json
from annotator.formats.agreement.words import alignment_words, methods_paragraph
from tests.agreement_document import FORMULA, HOSTILE, NAMES, a_document
from tests.golden.regenerate_agreement import FOLDER, made

DOCUMENT = a_document()
PAGE = report_html(DOCUMENT)


class Page(HTMLParser):
    """Collects elements, attributes and text, and checks that elements close in order."""

    VOID = frozenset({"meta", "rect", "line", "circle", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> Page:
    parsed = Page()
    parsed.feed(PAGE)
    parsed.close()
    return parsed


@pytest.mark.parametrize("name", ["agreement.html", "agreement.csv", "agreement.json", "diagnosis.csv", "methods.txt"])
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    assert made()[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_every_golden_file_is_made() -> None:
    assert sorted(made()) == sorted(path.name for path in FOLDER.iterdir())


def test_the_same_document_gives_the_same_bytes() -> None:
    assert made() == made()


# -- HTML -------------------------------------------------------------------------------------------------------------


def test_the_page_is_well_formed(page: Page) -> None:
    assert page.open == []
    assert page.seen[0][0] == "html"


def test_the_page_runs_nothing_and_loads_nothing(page: Page) -> None:
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "image", "use", "a", "base", "form"}
    for _, attributes in page.seen:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "href", "xlink:href", "style", "action")
            assert "url(" not in (value or "") or re.fullmatch(r"url\(#[a-z]+(-\d+)?\)", value or "")
    assert "@import" not in PAGE
    assert "http://" not in PAGE.replace("http://www.w3.org/2000/svg", "")


def test_the_page_forbids_scripts_and_loading_by_policy(page: Page) -> None:
    policies = [a["content"] for tag, a in page.seen if tag == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_names_are_text_whatever_they_hold(page: Page) -> None:
    assert HOSTILE in page.text
    assert "<script" not in PAGE
    assert "alert(&quot;1&quot;)" in PAGE


@pytest.mark.parametrize("layer", AgreementLayer)
def test_every_layer_has_its_heading_definition_and_a_table_per_column(page: Page, layer: AgreementLayer) -> None:
    from annotator.domain.figures import LAYER_LABELS
    from annotator.formats.agreement.words import LAYER_DEFINITIONS

    assert LAYER_LABELS[layer] in page.text
    assert LAYER_DEFINITIONS[layer] in page.text
    assert sum(tag == "table" for tag, _ in page.seen) == len(AgreementLayer) * 5


def test_the_page_says_what_the_figures_rest_on(page: Page) -> None:
    for words in (
        "1000 resamples of whole articles (seed 11)",
        "none below a likeness of 0.3",
        "People confirmed 5% of the matches",
        "2 codings are not declared complete. 1 coding is left out.",
        "Violent incidents, version 3 (incident)",
        "event 318",
        "ab" * 32,
        "Incident Annotator 9.9.9",
        "as of 1 Jul 2021",
        "Krippendorff's alpha, nominal",
        "No unit has values of two coders.",
        "Only 12 articles: the interval is too narrow below 20.",
        "percent agreement 0.90; median difference 2 as coded",
    ):
        assert words in page.text, words


def test_ids_of_patterns_are_there_once(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids)) > 1


def test_a_report_without_any_figure_says_so() -> None:
    empty = [
        replace(one, cells={key: replace(cell, value=None, lower=None, upper=None) for key, cell in one.cells.items()})
        for one in (*DOCUMENT.layers, DOCUMENT.pairs, DOCUMENT.weeks)
    ]
    nothing = replace(DOCUMENT, layers=tuple(empty[:-2]), pairs=empty[-2], weeks=empty[-1])
    text = report_html(nothing)
    assert "No field has values of two coders that could be compared." in text
    assert "<h2>Pairs</h2>" not in text
    assert "<h2>Week by week</h2>" not in text
    assert "No field had values of two coders" in methods_paragraph(nothing)


# -- Plots ------------------------------------------------------------------------------------------------------------


def svgs() -> list[str]:
    overview = DOCUMENT.layer(AgreementLayer.MATCHED)
    return [
        *heatmaps(overview, "map"),
        *heatmaps(DOCUMENT.pairs, "pairs"),
        interval_plot(DOCUMENT.together),
        legend(),
        *(plot for _, plot in drift_plots(DOCUMENT.weeks)),
    ]


def test_every_plot_is_an_svg_with_a_name_and_stays_within_itself() -> None:
    found = svgs()
    assert len(found) >= 5
    for text in found:
        root = ET.fromstring(text)  # noqa: S314 - made just now
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"]
        for element in root.iter():
            if "x" in element.attrib and element.tag.endswith(("rect", "text")):
                assert -1 <= float(element.attrib["x"]) <= width
                assert -1 <= float(element.attrib["y"]) <= height


def test_a_heatmap_says_every_figure_in_words_and_hatches_what_is_not_safe() -> None:
    overview = DOCUMENT.layer(AgreementLayer.MATCHED)
    text = "".join(heatmaps(overview, "map"))
    root = ET.fromstring(text)  # noqa: S314 - as above
    titles = [element.text or "" for element in root.iter() if element.tag.endswith("title")]
    shown = list(overview.cells.values())
    assert len(titles) == len(shown)
    hatched = text.count('fill="url(#map-0)"')
    assert hatched == sum(not cell.is_safe for cell in shown)
    assert sum("not defined" in title for title in titles) == sum(cell.value is None for cell in shown)
    assert "0.81" in text
    assert "−0.04" in text


def test_many_columns_are_several_heatmaps() -> None:
    overview = DOCUMENT.layer(AgreementLayer.MATCHED)
    column = overview.columns[0]
    columns = tuple(replace(column, label=f"Coder {at}") for at in range(20))
    cells = {(row, one): overview.cell(row, column) for row in overview.rows for one in columns}
    wide = replace(overview, columns=columns, cells=cells)
    found = list(heatmaps(wide, "map"))
    assert len(found) == 3
    assert "Coder 19" in found[2]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_scale_goes_from_light_to_dark_with_ink_that_can_be_read() -> None:
    fills = [colours_of(value) for value in (-1.0, 0.5, 0.7, 0.85, 1.0)]
    lights = [luminance(fill) for fill, _ in fills]
    assert lights == sorted(lights, reverse=True)
    for fill, ink in fills:
        dark, light = sorted((luminance(fill), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_field_with_one_week_has_no_drift() -> None:
    rows = [row.field for row, _ in drift_plots(DOCUMENT.weeks)]
    one_week = replace(DOCUMENT.weeks, columns=DOCUMENT.weeks.columns[:1])
    assert rows
    assert list(drift_plots(one_week)) == []


# -- Tables -----------------------------------------------------------------------------------------------------------


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_figure_is_a_row() -> None:
    rows = rows_of(figures_csv(DOCUMENT))
    cells = list(DOCUMENT.cells())
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        assert row["value"] == ("" if cell.value is None else str(round(cell.value, 6)))
        assert int(row["units"]) == cell.units
        assert row["field"] == cell.row.field
        assert row["not_defined_because"] == cell.reason
    assert rows[0]["beside"] == "percent agreement = 0.9; median difference = 2 as coded"


def test_no_cell_of_a_table_is_a_formula() -> None:
    for text in (figures_csv(DOCUMENT), diagnosis_csv(DOCUMENT)):
        for row in csv.reader(io.StringIO(text)):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    assert "'" + FORMULA in {row["coders"] for row in rows_of(figures_csv(DOCUMENT))}


def test_negative_numbers_stay_numbers() -> None:
    assert "-0.0412" in {row["value"] for row in rows_of(figures_csv(DOCUMENT))}


def test_the_diagnosis_reads_back() -> None:
    first, second = rows_of(diagnosis_csv(DOCUMENT))
    assert first["title"] == "A title, with a comma"
    assert (first["use"], first["why"]) == ("used", "")
    assert (second["coder"], second["value"]) == (HOSTILE, '"quoted"')
    assert second["why"] == "No other coder has it"


FIGURE_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["layer", "compared", "coders", "field", "value", "interval", "units", "articles", "variant"],
    "properties": {
        "layer": {"enum": [layer.value for layer in AgreementLayer]},
        "compared": {"enum": ["together", "rest", "pair", "gold", "week", "version", "repeated"]},
        **{name: {"type": "string"} for name in ("coders", "key", "field", "part", "label", "section", "variant")},
        "reason": {"type": "string"},
        "value": {"type": ["number", "null"], "maximum": 1},
        "interval": {
            "oneOf": [
                {"type": "null"},
                {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            ]
        },
        "units": {"type": "integer", "minimum": 0},
        "articles": {"type": "integer", "minimum": 0},
        "cautions": {"type": "array", "items": {"type": "string"}},
        "beside": {"type": "array", "items": {"type": "object", "required": ["name", "value", "unit", "reason"]}},
    },
}


def test_the_json_is_as_documented() -> None:
    facts: dict[str, Any] = json.loads(report_json(DOCUMENT))
    assert facts["schema"] == SCHEMA
    assert set(facts) == {
        "schema",
        "project",
        "round",
        "codebook",
        "coders",
        "articles",
        "gold_articles",
        "software",
        "resampling",
        "alignment",
        "exclusions",
        "definitions",
        "methods",
        "figures",
    }
    assert facts["coders"] == list(NAMES)
    assert facts["resampling"]["seed"] == 11
    assert facts["alignment"] == {
        "threshold": 0.3,
        "matched": 40,
        "bases": {"a person's link": 2, "trigger": 37, "date and place": 1},
        "confirmed": 0.05,
    }
    assert facts["exclusions"][0] == {
        "kind": "draft",
        "count": 2,
        "sentence": "2 codings are not declared complete.",
    }
    assert facts["definitions"]["variants"] == ["Krippendorff's alpha, nominal"]
    for one in facts["figures"]:
        jsonschema.validate(one, FIGURE_SCHEMA)
    assert len(facts["figures"]) == len(list(DOCUMENT.cells()))


def test_json_keeps_every_digit() -> None:
    values = {one["value"] for one in json.loads(report_json(DOCUMENT))["figures"]}
    assert 0.8123456 in values


# -- Words ------------------------------------------------------------------------------------------------------------


def test_the_methods_paragraph_states_what_a_reader_needs() -> None:
    text = methods_paragraph(DOCUMENT)
    assert "\n" not in text
    for words in (
        "62 news articles",
        "at least two of 3 coders",
        "“Violent incidents”, version 3",
        "40 incidents were matched",
        "Krippendorff's alpha",
        "(2004, 2011)",
        "u-alpha (Krippendorff et al. 2016)",
        "1000 resamples of whole articles (seed 11)",
        "alpha ranges from",
        "Left out: 2 codings are not declared complete.",
    ):
        assert words in text, words


def test_nothing_left_out_is_said_too() -> None:
    assert "No coding was left out." in methods_paragraph(replace(DOCUMENT, exclusions=()))


def test_nothing_matched_is_said_too() -> None:
    nothing = replace(DOCUMENT, alignment=AlignmentFacts(0.3, {}, None))
    assert alignment_words(nothing) == "No incidents were matched (threshold 0.3)."


def test_a_share_that_is_not_quite_nothing_is_not_0_percent() -> None:
    facts = AlignmentFacts(0.3, {"trigger": 999, "date and place": 1}, 0.0)
    assert "date and place under 1%" in alignment_words(replace(DOCUMENT, alignment=facts))


@pytest.mark.parametrize(
    "value, words", [(0.8123, "0.81"), (-0.041, "−0.04"), (-0.001, "0.00"), (0.0, "0.00"), (1.0, "1.00"), (None, "–")]
)
def test_figures_are_read_with_two_places(value: float | None, words: str) -> None:
    assert two_places(value) == words


def test_an_interval_is_said_only_where_there_is_one() -> None:
    safe = next(cell for cell in DOCUMENT.cells() if cell.lower is not None)
    assert interval_words(safe) == f"{two_places(safe.lower)} to {two_places(safe.upper)}"
    assert interval_words(replace(safe, lower=None, upper=None)) == ""

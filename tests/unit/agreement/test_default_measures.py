"""Which figures a field of the default codebook gets."""

from __future__ import annotations

import pytest

from annotator.agreement.alignment import Aligner
from annotator.agreement.alpha import VARIANTS
from annotator.agreement.caution import CautionKind
from annotator.agreement.layers import CodedArticle, agreement
from annotator.agreement.measures import field_cells, plain_figures, strict_cells
from annotator.agreement.outcome import Estimate
from annotator.agreement.ratings import Level
from annotator.agreement.units import Unit, field_units
from annotator.domain.ids import ArticleId, CoderId
from tests.drafts import COMPLETE_GROUPS, Draft, default_codebook, one, several
from tests.unit.agreement.test_any_coding import retold

BOOK = default_codebook()
CATEGORICAL = ["alpha", "percent agreement", "AC1"]


def units_of(field: str) -> list[Unit]:
    """Return the units of a field in an article that two coders coded alike, but for the tactic."""
    codings = []
    for name, tactics in (("a", several("armed_assault")), ("b", several("armed_assault", "kidnapping"))):
        draft = Draft()
        report = draft.complete_report({"tactic": tactics})
        for level, answers in COMPLETE_GROUPS.items():
            draft.group(report, level, answers)
        codings.append(retold(draft.coding, name))
    return field_units([Aligner.of(codings, BOOK)], BOOK, BOOK.fields_by_id[field])


@pytest.mark.parametrize(
    "field, names, level",
    [
        ("focus", CATEGORICAL, Level.NOMINAL),
        ("suicide", CATEGORICAL, Level.NOMINAL),
        ("perp_actor", CATEGORICAL, Level.NOMINAL),
        ("vg_type", CATEGORICAL, Level.NOMINAL),
        ("coder_confidence", CATEGORICAL, Level.ORDINAL),
        ("killed_total", ["alpha"], Level.RATIO),
        ("incident_date", ["alpha", "alpha"], Level.INTERVAL),
        ("location", ["alpha"], Level.PLACE),
        ("target", ["alpha"], Level.SET_MASI),
        ("tactic", ["alpha", "alpha of armed_assault", "alpha of kidnapping"], Level.SET_MASI),
        ("trigger", [], Level.NOMINAL),
        ("incident_label", [], Level.NOMINAL),
    ],
)
def test_the_default_figures_of_a_field(field: str, names: list[str], level: Level) -> None:
    cells = list(field_cells(units_of(field), BOOK.fields_by_id[field], 1, range(2)))
    assert [cell.name for cell in cells] == names
    assert [cell.tally.variant for cell in cells][:1] == [VARIANTS[level]][: len(names)]


@pytest.mark.parametrize(
    "field, names",
    [
        ("killed_total", ["exact", "median difference"]),
        ("incident_date", ["overlapping"]),
        ("location", ["median distance"]),
        ("focus", []),
        ("tactic", []),
    ],
)
def test_the_plain_figures_of_a_field(field: str, names: list[str]) -> None:
    assert [figure.name for figure in plain_figures(units_of(field), BOOK.fields_by_id[field], range(2))] == names


@pytest.mark.parametrize("field", [field.id for field in BOOK.fields])
def test_every_part_has_a_strict_figure_too(field: str) -> None:
    units, definition = units_of(field), BOOK.fields_by_id[field]
    parts = {cell.part for cell in field_cells(units, definition, 1, range(2))}
    assert {cell.part for cell in strict_cells(units, definition, 1, range(2))} == parts


def test_the_warnings_stand_beside_the_figure() -> None:
    articles = []
    for at in range(12):
        pair = {}
        for name in ("a", "b"):
            draft = Draft()
            draft.complete_report({"focus": one("secondary" if at == 0 else "main")})
            pair[CoderId(name)] = retold(draft.coding, f"{name}{at}")
        articles.append(CodedArticle(ArticleId(str(at)), 80, pair))
    found = agreement(articles, (CoderId("a"), CoderId("b")), BOOK, seed=1, resamples=20)
    alpha = found.of_field("focus").figures[0]
    assert isinstance(alpha.outcome, Estimate)
    assert alpha.outcome.value == 1
    assert [caution.kind for caution in alpha.cautions] == [CautionKind.FEW_ARTICLES, CautionKind.RARE_CATEGORY]
    assert alpha.cautions[1].value == "secondary"
    with pytest.raises(KeyError):
        found.of_field("incident_label")

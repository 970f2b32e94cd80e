"""Agreement of a round: what each figure rests on, weeks, versions, and the same coder twice."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import CodebookVersion, Coder
from annotator.domain.entities import Entity
from annotator.domain.figures import AgreementLayer, ColumnKind, Columns, Slicing
from annotator.domain.ids import ArticleId, CodebookId, RoundId
from annotator.domain.review import DisagreementKind
from annotator.domain.rounds import Round
from annotator.services.agreement.refusals import AgreementCancelledError, AgreementError
from annotator.services.agreement.service import AgreementService
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import CodebookService
from annotator.store.project_file import ProjectFile
from tests import agreement_generator as generator
from tests.agreement_project import FIRST_COMPLETION, HABITS, ROUND, coded_project, folders_of, in_round, records_of
from tests.services.agreement.overviews import FIRST, SECOND, THIRD, VIEWER, cell, changed, opened, overview_of, put

EVERY_LAYER = pytest.mark.parametrize("layer", AgreementLayer)


@pytest.fixture(scope="module")
def of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Eighteen articles, each coded by two of three coders, with gold; nothing is written to it."""
    with opened(coded_project(tmp_path_factory.mktemp("three"), articles=18, coders=3, has_gold=True)) as workspace:
        yield workspace


# -- Columns and cells ------------------------------------------------------------------------------------------------


def test_the_columns_are_all_coders_each_against_the_rest_and_against_gold(of_three: Workspace) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    assert [(column.kind, column.label) for column in found.columns] == [
        (ColumnKind.TOGETHER, "All coders"),
        *((ColumnKind.REST, f"Coder 0{at}") for at in (1, 2, 3)),
        *((ColumnKind.GOLD, f"Coder 0{at}") for at in (1, 2, 3)),
    ]
    assert [name for _, name in found.coders] == ["Coder 01", "Coder 02", "Coder 03"]
    assert found.has_gold
    assert found.articles == 18
    assert found.round_name == "Round 1"


def test_two_coders_are_one_pair(pair: Path) -> None:
    found = overview_of(pair)
    assert [(column.kind, column.label) for column in found.columns] == [(ColumnKind.TOGETHER, "Coder 01 – Coder 02")]
    assert not found.has_gold


@EVERY_LAYER
def test_every_row_and_column_has_a_cell_with_its_variant(of_three: Workspace, layer: AgreementLayer) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, layer=layer, resamples=20)
    assert len(found.cells) == len(found.rows) * len(found.columns) > 0
    for (row, column), one in found.cells.items():
        assert (one.row, one.column, one.layer) == (row, column, layer)
        assert one.variant
        assert (one.value is None) == bool(one.reason) == bool(one.short_reason)
        if one.value is not None:
            assert one.value <= 1
            assert one.units > 0
        if one.lower is not None and one.upper is not None:
            assert one.lower <= one.upper <= 1


@EVERY_LAYER
def test_a_cell_opens_exactly_its_units(of_three: Workspace, layer: AgreementLayer) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, layer=layer, resamples=20)
    for one in found.cells.values():
        lines = of_three.agreement.units(ROUND, one, viewer=VIEWER)
        assert sum(line.is_used for line in lines) == one.units
        assert len({line.article_id for line in lines if line.is_used}) == one.articles


@pytest.mark.parametrize("by", [Slicing.PAIRS, Slicing.WEEK, Slicing.VERSION])
def test_other_columns_open_their_units_too(of_three: Workspace, by: Slicing) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, by=by, resamples=20)
    for one in found.cells.values():
        lines = of_three.agreement.units(ROUND, one, viewer=VIEWER)
        assert sum(line.is_used for line in lines) == one.units


def test_a_unit_tells_where_it_is_and_what_each_recorded(of_three: Workspace) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    lines = of_three.agreement.units(ROUND, cell(found, "killed_total", ColumnKind.TOGETHER), viewer=VIEWER)
    for line in lines:
        assert line.title.startswith("Invented article")
        assert line.source in ("Wire", "Daily")
        assert line.week in ("2021-W23", "2021-W24")
        assert line.place.startswith("Incident")
        assert len(line.sides) == 2
        words = [side.words for side in line.sides]
        if line.is_used:
            assert {side.why for side in line.sides} == {"Used"}
            assert (words[0] == words[1]) == (line.kind is None)
        else:
            assert any(side.use != "used" for side in line.sides)
    assert {line.kind for line in lines} > {None, DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE}


def test_units_against_gold_have_gold_beside_the_coder(of_three: Workspace) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    lines = of_three.agreement.units(ROUND, cell(found, "event_type", ColumnKind.GOLD, 1), viewer=VIEWER)
    assert {tuple(side.coder for side in line.sides) for line in lines} == {("Coder 02", "Gold")}


def test_members_and_evidence_and_incidents_are_told_in_words(of_three: Workspace) -> None:
    service = of_three.agreement
    places: set[str] = set()
    words: set[str] = set()
    for layer, field in (
        (AgreementLayer.MATCHED, "vg_type"),
        (AgreementLayer.EVIDENCE, "killed_total"),
        (AgreementLayer.DETECTION, "incident"),
        (AgreementLayer.DETECTION, "victim_group"),
        (AgreementLayer.RELEVANCE, "article_relevance"),
        (AgreementLayer.STATUS, "suicide"),
    ):
        found = service.overview(ROUND, viewer=VIEWER, layer=layer, resamples=20)
        for line in service.units(ROUND, cell(found, field, ColumnKind.TOGETHER), viewer=VIEWER):
            places.add(line.place.rstrip("0123456789"))
            words.update(side.words for side in line.sides)
    assert {"Incident ", "Article", "Incident 1 · Victim group "} <= places
    assert {"No such incident", "1 coded", "Codable incident", "Not mentioned", "Incident 1"} <= words
    assert any(one.startswith("“") for one in words)


def test_figures_beside_a_coefficient_are_worked_out_when_asked(of_three: Workspace) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    one = cell(found, "event_type", ColumnKind.GOLD)
    assert one.beside == ()
    more = of_three.agreement.with_figures_beside(ROUND, one, viewer=VIEWER)
    assert [figure.name for figure in more.beside] == ["percent agreement", "Cohen", "Scott", "AC1"]
    assert replace(more, beside=()) == one


def test_pairs_are_those_asked_for_or_the_busiest(of_three: Workspace) -> None:
    service = of_three.agreement
    busiest = service.overview(ROUND, viewer=VIEWER, by=Slicing.PAIRS, resamples=20)
    assert [column.coders for column in busiest.columns] == [(FIRST, SECOND), (FIRST, THIRD), (SECOND, THIRD)]
    wanted = Columns(Slicing.PAIRS, pairs=((THIRD, FIRST),))
    (column,) = service.overview(ROUND, viewer=VIEWER, by=wanted, resamples=20).columns
    assert column.label == "Coder 03 – Coder 01"


def test_forty_coders_are_never_780_columns(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=60, coders=40)
    with opened(path) as workspace:
        found = workspace.agreement.overview(
            ROUND, viewer=VIEWER, by=Slicing.PAIRS, layer=AgreementLayer.RELEVANCE, resamples=10
        )
        assert 0 < len(found.columns) <= 12
        every = workspace.agreement.overview(ROUND, viewer=VIEWER, layer=AgreementLayer.RELEVANCE, resamples=10)
        assert len(every.columns) == 41


def test_some_coders_only(of_three: Workspace) -> None:
    found = of_three.agreement.overview(
        ROUND, viewer=VIEWER, by=Columns(coders=frozenset({FIRST, THIRD})), resamples=20
    )
    assert [name for _, name in found.coders] == ["Coder 01", "Coder 03"]
    assert found.articles == 6
    one = cell(found, "event_type", ColumnKind.TOGETHER)
    lines = of_three.agreement.units(ROUND, one, viewer=VIEWER, coders=[FIRST, THIRD])
    assert sum(line.is_used for line in lines) == one.units


def test_small_figures_carry_their_warnings(pair: Path) -> None:
    one = cell(overview_of(pair), "event_type", ColumnKind.TOGETHER)
    assert any(words.startswith("Only ") and "articles" in words for words in one.cautions)
    assert not one.is_safe


def test_a_warning_names_the_category_as_the_codebook_does(of_three: Workspace) -> None:
    found = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    words = " ".join(caution for one in found.cells.values() for caution in one.cautions)
    assert "“Yes” was used" in words
    assert "“True”" not in words
    assert "violence_against_civilians" not in words


def test_fields_of_the_article_are_a_layer_of_their_own(of_three: Workspace) -> None:
    rows = {
        layer: {row.field for row in of_three.agreement.overview(ROUND, viewer=VIEWER, layer=layer, resamples=20).rows}
        for layer in (AgreementLayer.MATCHED, AgreementLayer.RELEVANCE)
    }
    assert "article_relevance" in rows[AgreementLayer.RELEVANCE]
    assert not rows[AgreementLayer.MATCHED] & rows[AgreementLayer.RELEVANCE]


def test_the_basis_of_the_matching_is_told(of_three: Workspace) -> None:
    facts = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20).alignment
    assert facts.matched == sum(facts.bases.values()) > 0
    assert "trigger" in facts.bases
    assert facts.confirmed == 0
    assert facts.threshold == 0.3


# -- Weeks, versions, the same coder twice ----------------------------------------------------------------------------


def test_weeks_go_by_the_later_completion(of_three: Workspace) -> None:
    points = of_three.agreement.drift(ROUND, "event_type", viewer=VIEWER, resamples=20)
    assert [(point.week, point.monday) for point in points] == [
        ("2021-W23", dt.date(2021, 6, 7)),
        ("2021-W24", dt.date(2021, 6, 14)),
    ]
    whole = of_three.agreement.overview(ROUND, viewer=VIEWER, resamples=20)
    assert sum(point.cell.units for point in points) == cell(whole, "event_type", ColumnKind.TOGETHER).units


def test_the_later_of_two_completions_decides(pair: Path) -> None:
    def later(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            coding = reader.coding(ArticleId("article-0003"), SECOND, ROUND)
        assert coding is not None
        return [coding.header.model_copy(update={"completed_at": dt.datetime(2021, 12, 31, 23, tzinfo=dt.UTC)})]

    changed(pair, later)
    with opened(pair) as workspace:
        points = workspace.agreement.drift(ROUND, "event_type", viewer=VIEWER, resamples=20)
    assert [point.week for point in points] == ["2021-W23", "2021-W52"]
    assert [point.cell.articles for point in points] == [5, 1]


def test_codings_that_do_not_say_when_they_were_completed_come_last(pair: Path) -> None:
    def timeless(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            codings = list(reader.codings([ArticleId("article-0000")]))
        return [coding.header.model_copy(update={"completed_at": None}) for coding in codings]

    changed(pair, timeless)
    with opened(pair) as workspace:
        points = workspace.agreement.drift(ROUND, "event_type", viewer=VIEWER, resamples=20)
    assert [(point.week, point.monday is None) for point in points] == [("2021-W23", False), ("no date", True)]


def test_one_end_of_a_date_can_be_asked_for(of_three: Workspace) -> None:
    for name, part in (("incident_date.end", "end"), ("incident_date.start", "start"), ("incident_date", "start")):
        points = of_three.agreement.drift(ROUND, name, viewer=VIEWER, resamples=20)
        assert {point.cell.row.part for point in points} == {part}
    with pytest.raises(AgreementError, match="no figures for the field nothing"):
        of_three.agreement.drift(ROUND, "nothing", viewer=VIEWER, resamples=20)
    with pytest.raises(AgreementError, match=r"incident_date\.middle"):
        of_three.agreement.drift(ROUND, "incident_date.middle", viewer=VIEWER, resamples=20)


def test_codebook_versions_are_columns(pair: Path) -> None:
    def renewed(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            (version,) = reader.codebooks()
            codings = [one for at in (0, 1) for one in reader.codings([ArticleId(f"article-000{at}")])]
        source = version.source.replace("\nversion: 1\n", "\nversion: 2\n")
        assert source != version.source
        newer = CodebookVersion(id=CodebookId("newer"), name=version.name, version=2, source=source, sha256="0" * 64)
        headers = [one.header.model_copy(update={"codebook_id": newer.id}) for one in codings[:3]]
        return [newer, *headers]

    changed(pair, renewed)
    found = overview_of(pair, by=Slicing.VERSION)
    articles = {
        column.key: found.cell(next(row for row in found.rows if row.field == "focus"), column).articles
        for column in found.columns
    }
    assert list(articles) == ["version 1", "version 1 and 2", "version 2"]
    assert sum(articles.values()) <= 6


def test_the_same_coder_twice_is_compared_across_rounds(pair: Path) -> None:
    second = RoundId("round-2")

    def again(project: ProjectFile) -> list[Entity]:
        with project.read() as reader:
            codebook_id = reader.codebooks()[0].id
        records: list[Entity] = [Round(id=second, name="Round 2", codebook_id=codebook_id)]
        random = Random(4)
        told = [generator.gold_articles(Random(5), 1, 1)[0]]
        for coder, at in ((FIRST, 0), (FIRST, 1), (SECOND, 1)):
            article = generator.GoldArticle(
                ArticleId(f"article-000{at}"), told[0].text, told[0].incidents, told[0].asides
            )
            version = generator.second_coder(article, random, HABITS, f"again-{coder}")
            coding = in_round(
                version.coding, codebook_id, second, completed_at=FIRST_COMPLETION + dt.timedelta(days=90)
            )
            header = coding.header.model_copy(update={"coder_id": coder})
            records += [header, *list(records_of(coding))[1:]]
        return records

    changed(pair, again)
    with opened(pair) as workspace:
        found = workspace.agreement.overview(
            second, viewer=VIEWER, by=Slicing.REPEATED, layer=AgreementLayer.RELEVANCE, resamples=10
        )
        assert [(column.label, column.coders) for column in found.columns] == [
            ("All coders", ()),
            ("Coder 01", (FIRST,)),
            ("Coder 02", (SECOND,)),
        ]
        rows = [found.rows[0]] * 3
        assert [found.cell(row, column).articles for row, column in zip(rows, found.columns, strict=True)] == [3, 2, 1]
        lines = workspace.agreement.units(second, found.cell(found.rows[0], found.columns[1]), viewer=VIEWER)
        assert {tuple(side.coder for side in line.sides) for line in lines} == {
            ("Coder 01, earlier", "Coder 01, later")
        }
        backwards = workspace.agreement.overview(
            ROUND, viewer=VIEWER, by=Slicing.REPEATED, layer=AgreementLayer.RELEVANCE, resamples=10
        )
        assert [found.cell(found.rows[0], one).articles for one in found.columns] == [
            backwards.cell(backwards.rows[0], one).articles for one in backwards.columns
        ]


def test_nobody_coded_twice(pair: Path) -> None:
    found = overview_of(pair, by=Slicing.REPEATED)
    assert [column.label for column in found.columns] == ["All coders"]
    assert all(one.value is None for one in found.cells.values())


# -- Kept, told, stopped ----------------------------------------------------------------------------------------------


def test_the_same_question_is_answered_at_once_until_the_project_changes(pair: Path) -> None:
    with opened(pair) as workspace:
        service = workspace.agreement
        once = service.overview(ROUND, viewer=VIEWER, resamples=10)
        assert service.overview(ROUND, viewer=VIEWER, resamples=10) is once
        assert service.overview(ROUND, viewer=VIEWER, resamples=11) is not once
        workspace.coders.named("Somebody new")
        again = service.overview(ROUND, viewer=VIEWER, resamples=10)
        assert again is not once
        assert again.head == once.head + 1
        assert again.cells == once.cells


def test_the_seed_decides_the_intervals_and_nothing_else(pair: Path) -> None:
    first, second, other = (overview_of(pair, seed=seed) for seed in (3, 3, 4))
    assert first.cells == second.cells
    assert first.cells != other.cells
    assert [one.value for one in first.cells.values()] == [one.value for one in other.cells.values()]


def test_progress_goes_up_to_the_end(pair: Path) -> None:
    told: list[int] = []
    overview_of(pair, progress=told.append)
    assert told == sorted(set(told))
    assert told[0] < 20
    assert told[-1] == 100


def test_work_that_is_not_wanted_any_more_stops(pair: Path) -> None:
    with opened(pair) as workspace:
        with pytest.raises(AgreementCancelledError):
            workspace.agreement.overview(ROUND, viewer=VIEWER, is_cancelled=lambda: True)
        assert workspace.agreement.overview(ROUND, viewer=VIEWER, resamples=10).articles == 6


def test_a_column_that_is_gone_is_refused(pair: Path) -> None:
    with opened(pair) as workspace:
        one = cell(workspace.agreement.overview(ROUND, viewer=VIEWER, resamples=10), "focus", ColumnKind.TOGETHER)
        gone = replace(one, column=replace(one.column, label="Somebody else"))
        with pytest.raises(AgreementError, match="nothing to compare for Somebody else"):
            workspace.agreement.units(ROUND, gone, viewer=VIEWER)


def test_opening_a_project_loads_no_statistics(tmp_path: Path) -> None:
    """The service is made with every project; numpy and scipy are loaded with the first figure."""
    import subprocess

    path = coded_project(tmp_path, articles=2)
    code = (
        "import sys; from pathlib import Path; from annotator.bootstrap import open_workspace;"
        "from annotator.services.folders import Folders; p = Path(sys.argv[1]);"
        "f = Folders(p.parent / 'settings', p.parent / 'state', p.parent / 'data');"
        "w = open_workspace(p, folders=f, coder_name='Lead'); w.agreement; w.close();"
        "print([name for name in ('numpy', 'scipy', 'annotator.agreement.panel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_item_of_a_unit_is_the_one_the_review_shows(tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=8)
    with opened(path) as workspace:
        found = workspace.agreement.overview(ROUND, viewer=VIEWER, resamples=10)
        lines = [
            line
            for row in found.rows
            for line in workspace.agreement.units(ROUND, found.cell(row, found.columns[0]), viewer=VIEWER)
            if line.kind is not None and line.is_used
        ]
        assert lines
        for line in lines:
            case = workspace.review.case(ROUND, line.article_id, viewer=VIEWER)
            assert line.item_id in {item.id for item in case.items}


def test_the_service_can_be_made_without_a_rule_of_blindness(pair: Path) -> None:
    with opened_service(pair) as service:
        assert service.overview(ROUND, viewer=FIRST, resamples=10).articles == 6


@contextmanager
def opened_service(path: Path) -> Iterator[AgreementService]:
    """Make a service on a project, by hand."""
    project = ProjectFile.open(path, state_folder=folders_of(path).state)
    yield AgreementService(project, CodebookService(project, CodebookCache(path.parent / "cache")))
    project.close()


def test_a_coder_known_only_by_id_is_named_by_it(pair: Path) -> None:
    put(pair, Coder(id=SECOND, name="Coder 02", is_deleted=True))
    assert [name for _, name in overview_of(pair).coders] == ["Coder 01", "coder-02"]

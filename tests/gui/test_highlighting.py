"""Highlights follow the evidence, one change at a time or all anew; and what stands above the article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article, Metadata
from annotator.domain.changes import Change, Changes, Event, EventKind, UndoState
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import ArticleId, EventId, EvidenceId, ImportId
from annotator.domain.text import text_hash
from annotator.domain.values import Count, DayOrTime, Status
from annotator.gui.article_panel import ArticlePanel, metadata_line
from annotator.gui.highlighting import highlights_of, touched_highlights
from annotator.gui.theme import ThemeName, field_styles
from annotator.gui.waiting import wait_until
from annotator.services.coding import Worksheet
from tests.gui.form.conftest import Attack, load_codebook

CODEBOOK = load_codebook()
STYLES = field_styles(CODEBOOK, ThemeName.LIGHT)
WORDS = ("Dozens", "53 soldiers", "a civilian", "قُتل", "The toll", "“Several")


def worksheet_of(draft: Attack) -> Worksheet:
    return Worksheet(draft.article, CODEBOOK, draft.coding, (), UndoState())


def changes_between(before: Coding, after: Coding) -> Changes:
    """Return what led from one coding to another, as an event would tell it."""
    event = Event(
        sequence=1,
        id=EventId("e"),
        at=dt.datetime(2021, 5, 10, tzinfo=dt.UTC),
        coder_id=None,
        article_id=None,
        kind=EventKind.DO,
        verb="verb",
        label="label",
        hash="0",
    )
    return Changes(event=event, changes=tuple(_changes(before, after)))


def _changes(before: Coding, after: Coding) -> Iterator[Change]:
    for name in ("reports_by_id", "groups_by_id", "values_by_id", "evidence_by_id", "notes_by_id"):
        old, new = getattr(before, name), getattr(after, name)
        for key, record in new.items():
            if old.get(key) != record:
                yield Change(before=old.get(key), after=record)


def shown(worksheet: Worksheet) -> dict[str, object]:
    return {one.key: one for one in highlights_of(worksheet, STYLES)}


def after_change(draft: Attack, deed: Callable[[], object]) -> tuple[dict[str, object], dict[str, object] | None]:
    """Do something; return all highlights drawn anew, and those before with the change applied (None: all anew)."""
    before, drawn = draft.coding, shown(worksheet_of(draft))
    deed()
    worksheet = worksheet_of(draft)
    touched = touched_highlights(changes_between(before, draft.coding), worksheet, STYLES)
    if touched is None:
        return shown(worksheet), None
    removed, added = touched
    kept = {key: one for key, one in drawn.items() if key not in removed}
    return shown(worksheet), {**kept, **{one.key: one for one in added}}


def remove_evidence(draft: Attack, evidence_id: str) -> None:
    revision = draft.revise()
    revision.remove_evidence(EvidenceId(evidence_id))
    draft.coding = revision.coding


def remove_report(draft: Attack) -> None:
    revision = draft.revise()
    revision.remove_report(draft.first)
    draft.coding = revision.coding


def test_every_span_of_evidence_is_a_highlight_in_its_field_s_style() -> None:
    attack = Attack(CODEBOOK)
    found = highlights_of(worksheet_of(attack), STYLES)
    assert {one.key for one in found} == {one.id for one in attack.coding.evidence()}
    for one in found:
        evidence = attack.coding.evidence_by_id[one.key]
        field = attack.coding.values_by_id[evidence.value_id].field
        assert one.span == evidence.span
        assert one.style.letter == STYLES[field].letter
        assert one.description == f"{CODEBOOK.fields_by_id[field].label}: {evidence.quote}"


def test_a_new_span_and_one_taken_away_are_told_one_by_one() -> None:
    attack = Attack(CODEBOOK)
    anew, followed = after_change(attack, lambda: attack.mark(attack.at("weapon"), "Yesterday's"))
    assert followed == anew
    anew, followed = after_change(attack, lambda: remove_evidence(attack, attack.quotes[0]))
    assert followed == anew
    assert attack.quotes[0] not in anew


def test_an_incident_that_goes_takes_its_highlights_along() -> None:
    attack = Attack(CODEBOOK)
    anew, followed = after_change(attack, lambda: remove_report(attack))
    assert followed is None or followed == anew
    assert not set(attack.quotes) & set(anew)


def test_a_note_moves_no_highlight() -> None:
    attack = Attack(CODEBOOK)
    before = attack.coding
    attack.note(attack.killed.id, "Could rise.")
    assert touched_highlights(changes_between(before, attack.coding), worksheet_of(attack), STYLES) == ([], [])


DEEDS = st.lists(
    st.tuples(st.sampled_from(["mark", "unmark", "count", "status", "report"]), st.integers(0, 5)), max_size=8
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(DEEDS)
def test_following_changes_one_by_one_shows_what_drawing_all_anew_shows(deeds: list[tuple[str, int]]) -> None:
    attack = Attack(CODEBOOK)
    fields = ("killed_total", "wounded_total", "location")

    def do(name: str, number: int) -> None:
        slot = Slot(fields[number % 3], attack.first)
        live = [one.id for one in attack.coding.evidence()]
        if name == "mark":
            attack.mark(slot, WORDS[number])
        elif name == "unmark" and live:
            remove_evidence(attack, live[number % len(live)])
        elif name == "count":
            attack.put(Slot("wounded_total", attack.first), Count(best=number))
        elif name == "status":
            attack.status(Slot("weapon", attack.first), list(Status)[1 + number % 2])
        elif name == "report":
            attack.report()

    for name, number in deeds:
        anew, followed = after_change(attack, lambda name=name, number=number: do(name, number))  # type: ignore[misc]
        assert followed is None or followed == anew


# -- above the article ------------------------------------------------------------------------------------------------


def an_article(**metadata: object) -> Article:
    text = "# Title\n\nBody."
    return Article(
        id=ArticleId("a"),
        import_id=ImportId("i"),
        text=text,
        sha256=text_hash(text),
        file_name="a.txt",
        metadata=Metadata.model_validate(metadata),
    )


DAY: DayOrTime = dt.date(2019, 11, 3)
LINES: list[tuple[dict[str, object], str]] = [
    ({}, "source unknown · publication date unknown"),
    ({"source": "Example Wire"}, "Example Wire · publication date unknown"),
    ({"published_as_written": "last week"}, "source unknown · last week"),
    ({"author": "<b>A. Writer</b>"}, "source unknown · publication date unknown · <b>A. Writer</b>"),
    ({"is_sample": True}, "source unknown · publication date unknown · sample"),
]


@pytest.mark.parametrize(("metadata", "line"), LINES, ids=[line for _, line in LINES])
def test_what_is_known_of_an_article_stands_in_one_line(metadata: dict[str, object], line: str) -> None:
    assert metadata_line(an_article(**metadata)) == line


def test_a_day_of_publication_is_told_rather_than_how_it_was_written() -> None:
    line = metadata_line(an_article(published=DAY, published_as_written="03/11/19"))
    assert "2019" in line
    assert "03/11/19" not in line


@pytest.fixture
def panel(qtbot: QtBot) -> ArticlePanel:
    made = ArticlePanel()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


def named(panel: ArticlePanel, words: str) -> QLabel:
    return next(one for one in panel.findChildren(QLabel) if one.accessibleName() == words)


@pytest.mark.parametrize("title", ["<b>Bold</b> & co", "قُتل ثلاثة وخمسون", "two\nlines  and   blanks"])
def test_a_title_is_plain_text_in_one_line(panel: ArticlePanel, title: str) -> None:
    panel.show_article(an_article(title=title))
    label = named(panel, " ".join(title.split()))
    assert label.text() == " ".join(title.split())
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_title_too_long_is_cut_and_told_in_its_tool_tip(panel: ArticlePanel, qtbot: QtBot) -> None:
    title = "Very long <i>title</i> " * 30
    panel.show_article(an_article(title=title))
    label = named(panel, " ".join(title.split()))
    qtbot.waitUntil(lambda: label.text().endswith("…"))
    assert "&lt;i&gt;title" in label.toolTip()


def test_an_article_without_a_title_is_named_after_its_file(panel: ArticlePanel) -> None:
    panel.show_article(an_article())
    assert named(panel, "a.txt").isVisible()


def test_where_there_is_no_article_a_sentence_says_what_to_do(panel: ArticlePanel) -> None:
    panel.show_article(an_article(title="One"))
    assert panel.view.isVisible()
    panel.show_nothing("Import <b>articles</b>.")
    assert not panel.view.isVisible()
    said = [one for one in panel.findChildren(QLabel) if one.isVisible()]
    assert [one.text() for one in said] == ["Import <b>articles</b>."]
    assert said[0].textFormat() is Qt.TextFormat.PlainText


def buttons_of(panel: ArticlePanel) -> list[QPushButton]:
    return [one for one in panel.findChildren(QPushButton) if one.isVisible()]


def test_where_there_is_no_article_buttons_lead_on_the_likeliest_first(panel: ArticlePanel, qtbot: QtBot) -> None:
    panel.show_nothing("No project is open.", ("open_sample", "new_project"))
    qtbot.waitUntil(lambda: len(buttons_of(panel)) == 2)
    first, second = buttons_of(panel)
    assert (first.text(), second.text()) == ("Open sample project", "New project…")
    qtbot.waitUntil(lambda: first.x() < second.x())
    assert (first.property("role"), second.property("role")) == ("primary", "")
    with qtbot.waitSignal(panel.way_chosen) as chosen:
        second.click()
    assert chosen.args == ["new_project"]
    panel.show_nothing("Opening…")
    assert buttons_of(panel) == []


# -- waiting ----------------------------------------------------------------------------------------------------------


def test_waiting_ends_when_it_is_so_and_tells_when_it_never_was(qtbot: QtBot) -> None:
    asked: list[bool] = []

    def third_time() -> bool:
        asked.append(True)
        return len(asked) >= 3

    assert wait_until(lambda: True, timeout_ms=0)
    assert wait_until(third_time)
    assert not wait_until(lambda: False, timeout_ms=20)

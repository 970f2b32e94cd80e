"""From a case to what its parts show; plain functions, no widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.domain.codebook import INCIDENT_LEVEL, Codebook
from annotator.domain.coding import Coding, Evidence, Slot, Stance
from annotator.domain.counted import counted
from annotator.domain.describe import describe, describe_moment
from annotator.domain.ids import CoderId, ReportId
from annotator.domain.review import Ruling, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Status
from annotator.gui.form.chips import STANCE_LABELS
from annotator.gui.review.alignment_board import BoardRow
from annotator.gui.review.answer_card import CardContent
from annotator.gui.review.lines import ListLine, Mark
from annotator.gui.review.marks import SideMark
from annotator.gui.review.new_answer import Start
from annotator.gui.review.quotes import Quoted
from annotator.gui.review.report_tile import BoardReport
from annotator.gui.review.sides import GOLD, SideLook, side_look
from annotator.gui.review.words import KIND_WORDS, REASON_WORDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseItem, CaseLine, CaseState, Mark as TextMark, SideAnswer

_SUMMED_UP = 4
"""Values a report's tile tells."""


def looks_of(case: Case, theme: ThemeName) -> dict[int, SideLook]:
    """Return every side's look by its place, and gold's."""
    return {place: side_look(place, theme) for place in (*range(len(case.sides)), GOLD)}


# -- the article ------------------------------------------------------------------------------------------------------


def marks_of(case: Case) -> list[SideMark]:
    """Return everything the sides and gold marked, each with the disagreement it belongs to."""
    of_items = list(_item_marks(case))
    known = {(mark.place, mark.span) for mark in of_items}
    codings = [(place, side.letter, side.coding) for place, side in enumerate(case.sides)]
    if case.gold is not None:
        codings.append((GOLD, "Gold", case.gold))
    others = [
        SideMark(
            place, evidence.span, "", f"{name} · {_field_label(evidence, coding, case.codebook)}: {evidence.quote}"
        )
        for place, name, coding in codings
        for evidence in coding.evidence()
        if (place, evidence.span) not in known
    ]
    return [*of_items, *others]


def _item_marks(case: Case) -> Iterator[SideMark]:
    text = case.article.text
    for item in case.items:
        for place, answer in enumerate(item.answers):
            for mark in answer.spans:
                yield SideMark(
                    place, mark.span, item.id, f"{answer.letter} · {item.label}: {_words_at(text, mark.span)}"
                )
        for mark in item.gold_spans:
            yield SideMark(GOLD, mark.span, item.id, f"Gold · {item.label}: {_words_at(text, mark.span)}")


def _field_label(evidence: Evidence, coding: Coding, codebook: Codebook) -> str:
    field = codebook.fields_by_id.get(coding.values_by_id[evidence.value_id].field)
    return field.label if field else ""


def _words_at(text: str, span: Span) -> str:
    return text[span.start : span.end]


# -- cards ------------------------------------------------------------------------------------------------------------


def card_of(case: Case, item: CaseItem, place: int, look: SideLook) -> CardContent:
    """Return what one side's card tells of an item."""
    answer, side = item.answers[place], case.sides[place]
    is_taken = item.ruling is not None and answer.coder_id in item.ruling.taken_from
    return CardContent(
        look=look,
        name=side.shown_name,
        words=answer.words,
        status="unclear" if answer.status is Status.UNCLEAR else "",
        where=_where(answer, side.coding),
        quotes=quotes_of(answer.spans, case.article.text),
        note=_note_on(item, answer, side.coding),
        is_taken=is_taken,
        is_dim=answer.is_missing or (answer.content is None and not item.is_whole and answer.status in _NO_VALUE),
        is_long=item.is_whole,
    )


_NO_VALUE = (None, Status.NOT_MENTIONED, Status.NOT_APPLICABLE)


def quotes_of(marks: Sequence[TextMark], text: str) -> tuple[Quoted, ...]:
    """Return evidence as quotes, with how it bears on the value where it does more than state it."""
    return tuple(
        Quoted(
            mark.span, _words_at(text, mark.span), "" if mark.stance is Stance.STATES else STANCE_LABELS[mark.stance]
        )
        for mark in marks
    )


def _where(answer: SideAnswer, coding: Coding) -> str:
    """Return which of the coder's own incidents it is, "" for the article's fields and where there is but one."""
    numbers = {report.id: number for number, report in enumerate(coding.reports(), start=1)}
    named = [str(numbers[report]) for report in answer.reports if report in numbers]
    plural = "s" if len(named) > 1 else ""
    return f"incident{plural} {' and '.join(named)}" if named and len(numbers) > 1 else ""


def _note_on(item: CaseItem, answer: SideAnswer, coding: Coding) -> str:
    if item.is_whole or len(answer.reports) > 1:
        return ""
    report = answer.reports[0] if answer.reports else None
    value = coding.value_at(Slot(item.field, report, answer.group_id))
    notes = coding.notes(value.id) if value is not None else ()
    return " ".join(note.text for note in notes if note.text)


def starts_of(item: CaseItem) -> tuple[Start, ...]:
    """Return the answers a new one can begin from."""
    return tuple(
        Start(answer.letter, answer.content, answer.status, tuple(mark.span for mark in answer.spans))
        for answer in item.answers
        if answer.status is not None
    )


def ruling_told(case: Case, item: CaseItem, names: Mapping[CoderId, str]) -> str:
    """Return a sentence about the ruling that holds on an item, "" while there is none."""
    ruling = item.ruling
    if ruling is None:
        return ""
    parts = [source_told(case, ruling), REASON_WORDS[ruling.reason] if ruling.reason else ""]
    by = names.get(ruling.reviewer_id, "")
    parts += [
        f"“{ruling.note}”" if ruling.note else "",
        f"{by}, {describe_moment(ruling.at.astimezone())}" if by else "",
    ]
    return " · ".join(part for part in parts if part)


def source_told(case: Case, ruling: Ruling) -> str:
    """Return where a ruling's answer comes from, by the sides' letters."""
    letters = [side.letter for side in case.sides if side.coder_id in ruling.taken_from]
    if ruling.source in (RulingSource.ONE, RulingSource.SEVERAL) and letters:
        return f"taken from {' and '.join(letters)}"
    return {
        RulingSource.NEW: "the reviewer's own answer",
        RulingSource.NONE: "neither taken",
        RulingSource.UNANIMOUS: "all coders agreed",
    }.get(ruling.source, "taken from the coders")


# -- lists ------------------------------------------------------------------------------------------------------------


def case_line(line: CaseLine) -> ListLine:
    """Return a case's entry in the list."""
    kinds = ", ".join(KIND_WORDS[kind].lower() for kind in line.kinds)
    ruled = line.items - line.open
    told = {
        CaseState.NEW: f"{counted(line.items, 'disagreement')}",
        CaseState.OPEN: f"{ruled} of {line.items} ruled",
        CaseState.STALE: f"{line.stale} changed since ruled",
        CaseState.SETTLED: "all ruled" if line.items else "all agreed",
    }[line.state]
    return ListLine(
        key=line.key.article_id,
        title=line.title,
        detail=" · ".join(part for part in (told, kinds) if part),
        tail=str(line.open) if line.open else "",
        mark=_case_mark(line),
        is_dim=line.state is CaseState.SETTLED,
    )


def _case_mark(line: CaseLine) -> Mark:
    match line.state:
        case CaseState.SETTLED:
            return Mark.DONE if line.items else Mark.AGREED
        case CaseState.STALE:
            return Mark.STALE
        case _:
            return Mark.PART if line.open < line.items else Mark.OPEN


def item_line(item: CaseItem) -> ListLine:
    """Return an item's entry in the list."""
    kind = KIND_WORDS[item.kind] if item.kind is not None else "Agreed, drawn for a look"
    told = [kind, "" if item.is_scored else "not scored", "changed since ruled" if item.is_stale else ""]
    return ListLine(
        key=item.id,
        title=short_label(item),
        detail=" · ".join(part for part in told if part),
        tail=f"Incident {item.incident}" if item.incident is not None else "Article",
        mark=Mark.STALE
        if item.is_stale
        else Mark.DONE
        if item.ruling
        else Mark.OPEN
        if item.is_scored
        else Mark.AGREED,
        is_dim=not item.is_open,
    )


def short_label(item: CaseItem) -> str:
    """Return an item's label without its incident, which stands beside it."""
    return item.label.removeprefix(f"Incident {item.incident} · ")


def progress_told(lines: Sequence[CaseLine], waiting: int = 0) -> str:
    """Return how much is done: "12 of 40 articles, 31 of 118 disagreements ruled".

    While articles wait to be compared, how many are: "340 of 1,000 articles compared so far".
    """
    if waiting:
        return f"{len(lines):,} of {counted(len(lines) + waiting, 'article')} compared so far"
    done = sum(line.state is CaseState.SETTLED for line in lines)
    items, still_open = sum(line.items for line in lines), sum(line.open for line in lines)
    return f"{done} of {counted(len(lines), 'article')}, {items - still_open} of {counted(items, 'disagreement')} ruled"


# -- the board --------------------------------------------------------------------------------------------------------


def board_rows(case: Case) -> tuple[BoardRow, ...]:
    """Return the incidents of a case for the board."""
    told = [_Told(place, side.coding, case.codebook) for place, side in enumerate(case.sides)]
    return tuple(
        BoardRow(
            members=tuple(
                tuple(told[place].report(report) for report in reports)
                for place, reports in enumerate(incident.reports)
            ),
            basis=incident.basis,
            score=incident.score,
            is_by_person=incident.is_confirmed,
        )
        for incident in case.incidents
    )


class _Told:
    """What one coder's reports tell, worked out once."""

    def __init__(self, place: int, coding: Coding, codebook: Codebook) -> None:
        self._place = place
        self._coding = coding
        self._codebook = codebook
        self._numbers = {report.id: number for number, report in enumerate(coding.reports(), start=1)}
        self._values = coding.values_by_slot()
        self._evidence = coding.evidence_by_value()

    def report(self, report_id: ReportId) -> BoardReport:
        """Return a report for its tile."""
        spans = [
            one.span
            for slot, value in self._values.items()
            if slot.report_id == report_id
            for one in self._evidence.get(value.id, ())
        ]
        name = f"Incident {self._numbers.get(report_id, '?')}"
        return BoardReport(report_id, self._place, name, self._summary(report_id), tuple(sorted(set(spans))))

    def _summary(self, report_id: ReportId) -> str:
        told = []
        for field in self._codebook.fields_at(INCIDENT_LEVEL):
            value = self._values.get(Slot(field.id, report_id))
            if value is None or value.content is None or value.content.type == "span":
                continue
            told.append(describe(value.content, field, self._codebook))
            if len(told) == _SUMMED_UP:
                break
        return " · ".join(told) or "nothing coded yet"

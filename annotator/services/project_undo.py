"""Undo and redo of what a person did to the project as a whole: imports, rounds, who codes.

What a deed changed comes back from history; here is what must still hold afterwards, so that nothing others have done
since is left hanging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from annotator.domain.article import ArticleImport
from annotator.domain.changes import Change, Changes, Event
from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.rounds import Assignment, Round
from annotator.services.coding_imports.undo import refuse_worked_on

if TYPE_CHECKING:
    from annotator.domain.ids import CoderId, RoundId
    from annotator.store.project_file import ProjectFile
    from annotator.store.unit_of_work import UnitOfWork

IMPORTS = frozenset(("import_articles", "import_codings", "restore_codings"))
"""What “undo last import” takes back."""

MERGES = frozenset(("merge_packet",))
"""What the notice after a merge takes back."""

ROUNDS = MERGES | frozenset(
    (
        *("make_round", "rename_round", "release_round", "reopen_round", "remove_round"),
        *("assign", "reassign", "withdraw", "add_coder", "rename_coder"),
    )
)
"""What is done in the rounds room."""

_KINDS = {IMPORTS: "an import", MERGES: "a merge"}
_UNCHANGED = "Nothing was changed."


def undo_last(project: ProjectFile, by: CoderId | None, *, only: frozenset[str]) -> Changes | None:
    """Take back the last thing this person did to the project; None when there is none.

    ``only`` names the verbs that may be taken back. Raises CodingError when the last deed is another one, or when
    somebody has gone on from what it did since.
    """
    with project.write(coder_id=by, article_id=None, verb="undo", label="undo") as unit_of_work:
        last = unit_of_work.undo_state(by, None).undo
        if last is not None:
            _refuse_other(last, only)
            _refuse_worked_on(unit_of_work, last)
            changes = unit_of_work.changes_of(last)
            _refuse_namesakes(unit_of_work, (change.before for change in changes))
            _invert(unit_of_work, changes, unit_of_work.undo)
    return unit_of_work.changes


def redo_last(project: ProjectFile, by: CoderId | None, *, only: frozenset[str]) -> Changes | None:
    """Bring back what was last taken back; None when there is none. Raises as `undo_last` does."""
    with project.write(coder_id=by, article_id=None, verb="redo", label="redo") as unit_of_work:
        last = unit_of_work.undo_state(by, None).redo
        if last is not None:
            _refuse_other(last, only)
            changes = unit_of_work.changes_of(last)
            _refuse_namesakes(unit_of_work, (change.after for change in changes))
            _invert(unit_of_work, changes, unit_of_work.redo)
    return unit_of_work.changes


def _refuse_other(last: Event, only: frozenset[str]) -> None:
    if last.verb not in only:
        kind = _KINDS.get(only, "something that can be taken back here")
        raise CodingError(f"The last thing you did to the project was “{last.label}”, not {kind}.", kept=_UNCHANGED)


def _refuse_worked_on(unit_of_work: UnitOfWork, last: Event) -> None:
    if last.verb in IMPORTS:
        refuse_worked_on(unit_of_work, last)
    elif last.verb in MERGES:
        # All of merging comes with it, which a window that merges nothing does not have to read when it starts.
        from annotator.services.packets.undo import refuse_merge_worked_on

        refuse_merge_worked_on(unit_of_work, last)


def _refuse_namesakes(unit_of_work: UnitOfWork, coming: Iterable[Entity | None]) -> None:
    """Refuse a round or coder whose name another took since."""
    for one in coming:
        if not isinstance(one, Round | Coder) or one.is_deleted:
            continue
        others: Iterable[Round | Coder] = unit_of_work.rounds() if isinstance(one, Round) else unit_of_work.coders()
        if any(other.id != one.id and other.name.casefold() == one.name.casefold() for other in others):
            raise CodingError(f"There is another {one.kind} called {one.name} by now.", kept=_UNCHANGED)


def _invert(unit_of_work: UnitOfWork, changes: Iterable[Change], invert: Callable[[], object]) -> None:
    """Undo or redo the deed of these changes, and refuse when what it leaves behind does not hold together."""
    touched = [change.after for change in changes]
    invert()
    for record in touched:
        if isinstance(record, ArticleImport | Round | Coder):
            _refuse_in_use(unit_of_work, unit_of_work.entity(record.kind, record.id))
    _refuse_hanging(unit_of_work, [record for record in touched if isinstance(record, Assignment)])


def _refuse_in_use(unit_of_work: UnitOfWork, record: Entity | None) -> None:
    if isinstance(record, ArticleImport):
        _refuse_import_in_use(unit_of_work, record)
    elif isinstance(record, Round):
        _refuse_round_in_use(unit_of_work, record)
    elif isinstance(record, Coder):
        _refuse_coder_in_use(unit_of_work, record)


def _refuse_import_in_use(unit_of_work: UnitOfWork, made: ArticleImport) -> None:
    if not made.is_deleted:
        return
    coded = unit_of_work.codings_of_import(made.id)
    if coded:
        raise CodingError(
            f"The imported articles have {counted(coded, 'coding')} already.",
            kept=_UNCHANGED,
            remedy="Undo the coding first if the import was a mistake.",
        )
    if unit_of_work.assignments_of_import(made.id):
        raise CodingError(
            "The imported articles are assigned to coders already.",
            kept=_UNCHANGED,
            remedy="Withdraw the assignments first if the import was a mistake.",
        )


def _refuse_round_in_use(unit_of_work: UnitOfWork, made: Round) -> None:
    if not made.is_deleted:
        return
    if unit_of_work.codings_of_round(made.id) or unit_of_work.assigned_articles(made.id):
        raise CodingError(f"Articles are assigned or coded in {made.name} already.", kept=_UNCHANGED)


def _refuse_coder_in_use(unit_of_work: UnitOfWork, coder: Coder) -> None:
    if not coder.is_deleted:
        return
    if unit_of_work.rounds_of(coder.id) or unit_of_work.has_codings(coder.id):
        raise CodingError(f"{coder.name} has work in the project already.", kept=_UNCHANGED)


def _refuse_hanging(unit_of_work: UnitOfWork, touched: Iterable[Assignment]) -> None:
    """Refuse assignments that would go although they are finished, or come back into a round that is gone."""
    by_round: dict[RoundId, list[Assignment]] = {}
    for assignment in touched:
        by_round.setdefault(assignment.round_id, []).append(assignment)
    for round_id, assignments in by_round.items():
        live = {assignment.id for assignment in unit_of_work.assignments(round_id)}
        finished = unit_of_work.finished_in(round_id)
        its_round = unit_of_work.entity("round", round_id)
        gone = [one for one in assignments if one.id not in live]
        if any((one.article_id, one.coder_id) in finished for one in gone):
            raise CodingError("One of these assignments is coded already.", kept=_UNCHANGED)
        if len(gone) < len(assignments) and (its_round is None or its_round.is_deleted):
            raise CodingError("The round these assignments belong to was removed since.", kept=_UNCHANGED)

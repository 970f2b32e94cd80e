"""What the rounds room asks the project, in one look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.domain.changes import UndoState
from annotator.domain.coding import CodebookVersion, Coder
from annotator.domain.ids import RoundId
from annotator.domain.rounds import Round
from annotator.services.rounds.progress import RoundProgress, Tally

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of the list, with how far all its coders together are."""

    round: Round
    total: Tally


@dataclass(frozen=True, slots=True)
class RoomView:
    """All that the room shows; ``progress`` is the chosen round's, None when the project has no rounds."""

    lines: tuple[RoundLine, ...]
    progress: RoundProgress | None
    people: tuple[Coder, ...]
    versions: tuple[CodebookVersion, ...]
    undo_state: UndoState


def room_view(workspace: Workspace, wanted: RoundId | None) -> RoomView:
    """Return the rounds, newest first, and the wanted one as far as the person at work may see it.

    Where the wanted one is not there any more, the newest is taken.
    """
    viewer = workspace.coder.id
    rounds = workspace.rounds.rounds()[::-1]
    ids = [one.id for one in rounds]
    chosen = wanted if wanted in ids else next(iter(ids), None)
    return RoomView(
        lines=tuple(RoundLine(one, workspace.rounds.total(one.id)) for one in rounds),
        progress=workspace.rounds.progress(chosen, viewer=viewer) if chosen is not None else None,
        people=workspace.coders.people(),
        versions=workspace.codebooks.versions(),
        undo_state=workspace.project.undo_state(viewer),
    )

"""A gold coder in a project, without the review that makes one."""

from __future__ import annotations

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder


def turn_gold(workspace: Workspace, coder: Coder) -> None:
    """Make what a coder coded the project's gold; gold cannot be coded by hand afterwards."""
    gold = coder.model_copy(update={"name": "Gold", "is_gold": True})
    file = workspace._file
    with file.write(coder_id=workspace.coder.id, article_id=None, verb="gold", label="turn gold") as unit_of_work:
        unit_of_work.put(gold)

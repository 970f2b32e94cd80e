"""A gold coder in a project, put there as the review does."""

from __future__ import annotations

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder
from annotator.domain.ids import CoderId, new_id


def gold_coder(workspace: Workspace) -> Coder:
    """Add the coder who stands for the rulings, and return them."""
    coder = Coder(id=CoderId(new_id()), name="Gold", is_gold=True)
    file = workspace._file
    with file.write(coder_id=workspace.coder.id, article_id=None, verb="gold", label="add gold") as unit_of_work:
        unit_of_work.put(coder)
    return coder

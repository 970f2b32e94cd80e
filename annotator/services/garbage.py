"""Looking for garbage less often while an export or a merge runs.

Both make records by the hundred thousand, none of which refer back to themselves: they go as soon as nobody holds them.
Python's collector does not know that and looks through them, and through everything the program holds, again and
again; at its usual pace that takes a third of an export's time and half of that of undoing a merge.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RECORDS_BETWEEN = 50_000
"""New objects after which the collector looks at them, some 25 MB; Python's own default is 700."""
LOOKS_BETWEEN = 100
"""Looks at what is new after which it looks at what was new before; Python's own default is 10."""


@contextmanager
def garbage_collected_seldom() -> Iterator[None]:
    """Let the collector look only after many new objects while the block runs; afterwards it is set as it was."""
    usual, second, third = gc.get_threshold()
    gc.set_threshold(max(usual, RECORDS_BETWEEN) if usual else 0, max(second, LOOKS_BETWEEN), third)
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what somebody froze would come back with the rest
            # What was made and is still there counts as old from now on, or all of it would be looked through at once.
            gc.freeze()
            gc.unfreeze()
        gc.set_threshold(usual, second, third)

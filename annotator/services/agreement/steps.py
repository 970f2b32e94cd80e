"""How far the working out of figures is, and whether it is still wanted."""

from __future__ import annotations

from collections.abc import Callable

from annotator.services.agreement.refusals import AgreementCancelledError


class Meter:
    """Tells progress in percent, stage by stage, and stops work that is no longer wanted."""

    def __init__(
        self, progress: Callable[[int], None] | None = None, is_cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        self._progress = progress or (lambda _: None)
        self._is_cancelled = is_cancelled
        self._begins, self._ends = 0, 100
        self._done, self._total = 0, 1
        self._told = 0

    def expect(self, steps: int, until: int) -> None:
        """Begin a stage of so many steps that ends at a percentage."""
        self._begins, self._ends = self._told, until
        self._done, self._total = 0, max(steps, 1)

    def step(self) -> None:
        """Count a step; raises AgreementCancelledError when the work is to stop."""
        if self._is_cancelled():
            raise AgreementCancelledError("The figures were not worked out.", kept="Nothing was changed.")
        self._done = min(self._done + 1, self._total)
        self._tell(self._begins + (self._ends - self._begins) * self._done // self._total)

    def finish(self) -> None:
        """Say that all is done, where less was to do than expected."""
        self._tell(100)

    def _tell(self, percent: int) -> None:
        if percent > self._told:
            self._told = percent
            self._progress(percent)

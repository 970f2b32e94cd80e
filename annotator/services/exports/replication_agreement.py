"""The agreement reports of a replication package: one for each round that has something to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.ids import CoderId, RoundId
from annotator.formats.replication.parts import PackagePart, Supplement, Wanted, agreement_parts
from annotator.services.agreement.refusals import AgreementError
from annotator.services.agreement.service import AgreementService

if TYPE_CHECKING:
    from annotator.domain.recipe import ExportChoice
    from annotator.store.project_file import ProjectFile

FOLDER = "agreement"
_OUTSIDE = "outside any round"


class AgreementSupplier:
    """Makes the reports that ``viewer`` may see."""

    def __init__(self, project: ProjectFile, agreement: AgreementService, viewer: CoderId) -> None:
        self._project = project
        self._agreement = agreement
        self._viewer = viewer

    def __call__(self, wanted: Wanted, /) -> Supplement:
        """Return the files of every chosen round's report, or why there is none."""
        choice = wanted.choice
        reports = {}
        reasons = []
        for round_id, name in self._rounds(choice).items():
            try:
                reports[name] = self._agreement.report(
                    round_id,
                    viewer=self._viewer,
                    coders=(choice.coders if choice else None) or (),
                    is_cancelled=wanted.is_cancelled,
                )
            except AgreementError as error:
                reasons.append(f"{name}: {error.message}")
        if not reports:
            return Supplement(why_absent=f"There is no agreement report ({' '.join(reasons)})")
        is_whole = choice is None or (choice.with_text and choice.fields is None)
        parts: list[PackagePart] = []
        for number, (name, report) in enumerate(reports.items(), start=1):
            folder = FOLDER if len(reports) == 1 else f"{FOLDER}/{number}"
            found = agreement_parts(report, folder, with_values=is_whole)
            parts += [part._replace(about=f"{name}. {part.about}") for part in found]
        return Supplement(tuple(parts))

    def _rounds(self, choice: ExportChoice | None) -> dict[RoundId | None, str]:
        """Return the chosen rounds with their names, oldest first, work outside any last."""
        with self._project.read() as reader:
            names: dict[RoundId | None, str] = {one.id: f"Round “{one.name}”" for one in reader.rounds()}
        names[None] = f"Work {_OUTSIDE}"
        wanted = names if choice is None or choice.rounds is None else choice.rounds
        return {round_id: name for round_id, name in names.items() if round_id in wanted}

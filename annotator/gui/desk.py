"""The coder's desk: the open project and article, and the way every intent takes to the store and back.

Views tell the desk what the coder wants; the desk runs it on the store thread and tells the views what changed. The
views never call each other and never see a service.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.article import ArticleImport
from annotator.domain.coding import CodingHeader
from annotator.domain.errors import AnnotatorError, NothingChangedError
from annotator.gui.jobs import Job, StoreThread
from annotator.gui.kept_changes import KeptChange, KeptChanges, is_kept_after
from annotator.gui.rescue import rescue_file
from annotator.services.proposals import get_ready

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.domain.changes import Changes
    from annotator.domain.codebook import Codebook
    from annotator.domain.coding import Coder
    from annotator.domain.ids import ArticleId
    from annotator.domain.queue import QueueFilter
    from annotator.domain.rounds import Round
    from annotator.services.coding import CodingKey, Worksheet
    from annotator.services.folders import Folders

    Intent = partial[Changes] | partial[Changes | None]

Result = TypeVar("Result")

_PAINTED_AFTER_MS = 500
"""That long after a project is opened its first article is on screen; the rules for proposals are loaded only then."""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the window says about the open project."""

    id: str
    name: str
    path: Path
    coder: Coder
    codebook: Codebook
    is_read_only: bool
    warnings: tuple[str, ...]
    rounds: tuple[Round, ...] = ()
    """Those in which the coder has assignments, newest first."""


def project_facts(workspace: Workspace, state_folder: Path) -> ProjectFacts:
    """Return what the window says about a project."""
    project, rescued = workspace.project, rescue_file(state_folder)
    warnings = project.warnings
    if rescued.exists():
        warnings += (f"Changes that could not be stored earlier are listed in {rescued}.",)
    return ProjectFacts(
        id=project.id,
        name=project.name,
        path=project.path,
        coder=workspace.coder,
        codebook=workspace.codebooks.codebook(workspace.codebooks.current().id),
        is_read_only=project.is_read_only,
        warnings=warnings,
        rounds=workspace.rounds.of_coder(workspace.coder.id),
    )


def _facts_or_closed(workspace: Workspace, state_folder: Path) -> ProjectFacts:
    """Return what `project_facts` does; a project that cannot say that is closed."""
    try:
        return project_facts(workspace, state_folder)
    except AnnotatorError:
        workspace.close()
        raise


class Desk(QObject):
    """What the window works on; every signal is emitted on the GUI thread."""

    project_opened = Signal(object)
    """The `ProjectFacts` of the project that is now open."""
    queue_listed = Signal(list)
    """Row numbers of the articles the queue shows."""
    page_read = Signal(list, list)
    """Row numbers and the queue's lines for them."""
    worksheet_opened = Signal(object)
    """The `Worksheet` of the article now on the desk."""
    changed = Signal(object, object)
    """The `Changes` just committed and the `Worksheet` as it is now."""
    articles_changed = Signal()
    """Articles came or went; the queue has to be listed again."""
    rounds_changed = Signal()
    """Rounds or assignments came or went; the coder's own have to be listed again."""
    round_changed = Signal(object)
    """The `Round` that is worked in now, None for none."""
    nothing_changed = Signal()
    """The last intent would have left everything as it is."""
    writing_started = Signal()
    written = Signal(object)
    """The local time at which the last change was committed."""
    failed = Signal(object)
    """An `AnnotatorError` to show."""
    change_kept = Signal(object)
    """An `AnnotatorError`: the change was not stored, is kept, and `try_again` repeats it."""

    def __init__(self, folders: Folders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders = folders
        self._thread = StoreThread(self)
        self._workspace: Workspace | None = None
        self._key: CodingKey | None = None
        self._round: Round | None = None
        self.kept = KeptChanges(folders.state)
        self._is_closed = False

    @property
    def kept_count(self) -> int:
        """Number of changes that could not be stored and wait for `try_again`."""
        return self.kept.count

    @property
    def is_read_only(self) -> bool:
        """Tell whether the open project can be read but not changed."""
        return self._workspace is not None and self._workspace.project.is_read_only

    @property
    def has_project(self) -> bool:
        """Tell whether a project is open."""
        return self._workspace is not None

    @property
    def round(self) -> Round | None:
        """The round that is worked in, None outside any."""
        return self._round

    @property
    def allows_proposals(self) -> bool:
        """Tell whether the form may propose values."""
        return self._round is None or self._round.allows_proposals

    def choose_round(self, chosen: Round | None) -> None:
        """Work in a round, or outside any, from the next article on."""
        self._round = chosen
        self.round_changed.emit(chosen)

    # -- projects -----------------------------------------------------------------------------------------------------

    def open_project(self, path: Path, coder_name: str) -> None:
        """Open a project in place of the present one, which stays open when that fails."""

        def opened() -> Workspace:
            from annotator.bootstrap import open_workspace

            return open_workspace(path, folders=self.folders, coder_name=coder_name)

        self.replace_project(opened, lambda: path)

    def open_sample(self, coder_name: str) -> None:
        """Open the sample project, making it the first time."""

        def opened() -> Workspace:
            from annotator.bootstrap import open_sample

            return open_sample(folders=self.folders, coder_name=coder_name)

        def place() -> Path:
            from annotator.bootstrap import SAMPLE_NAME, SUFFIX

            return self.folders.data / f"{SAMPLE_NAME}{SUFFIX}"

        self.replace_project(opened, place)

    def create_project(self, path: Path, coder_name: str) -> None:
        """Make a project with the default codebook and open it."""

        def created() -> Workspace:
            from annotator.bootstrap import create_workspace

            return create_workspace(path, folders=self.folders, coder_name=coder_name)

        self.replace_project(created)

    def replace_project(
        self,
        opened: Callable[[], Workspace],
        place: Callable[[], Path | None] = lambda: None,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        """Open a workspace on the store thread; one that is open at this place already stays as it is."""

        def replace(_: Job) -> tuple[Workspace, ProjectFacts, AnnotatorError | None] | None:
            present = self._workspace
            if present is not None and _is_same_file(present.project.path, place()):
                return present, project_facts(present, self.folders.state), None
            workspace = opened()
            if self._is_closed:
                workspace.close()
                return None
            facts = _facts_or_closed(workspace, self.folders.state)
            return workspace, facts, None if present is None else present.close()

        def on_success(answer: tuple[Workspace, ProjectFacts, AnnotatorError | None] | None) -> None:
            if answer is None or self._is_closed:
                return
            self._workspace, facts, not_backed_up = answer
            QTimer.singleShot(_PAINTED_AFTER_MS, self, self._load_rules)
            self._key = None
            self._round = None
            self.kept.give_up()
            self.project_opened.emit(facts)
            then()
            if not_backed_up is not None:
                self.failed.emit(not_backed_up)

        self._thread.submit(replace, on_success=on_success, on_failure=lambda error: self.failed.emit(_plain(error)))

    def _load_rules(self) -> None:
        if not self._is_closed:
            self._thread.submit(lambda _: get_ready(), on_success=_pass, on_failure=_raise)

    def give_out(self, path: Path) -> Workspace | None:
        """Return the open project when it is the one at this path, no longer this desk's, for `replace_project`."""
        present = self._workspace
        if present is None or not _is_same_file(present.project.path, path):
            return None
        self._workspace = None
        return present

    def close(self) -> AnnotatorError | None:
        """Wait for what is being written, close what is open or being opened; return why it has no backup, if so."""
        self._is_closed = True
        workspace, self._workspace = self._workspace, None
        not_backed_up: list[AnnotatorError | None] = []
        if workspace is not None:
            self._thread.submit(lambda _: not_backed_up.append(workspace.close()), on_success=_pass, on_failure=_raise)
        self._thread.finish()
        self.kept.list_refused()
        return next(iter(not_backed_up), None)

    # -- reading ------------------------------------------------------------------------------------------------------

    def list_queue(self, queue_filter: QueueFilter) -> None:
        """Ask which articles the queue shows; the answer is `queue_listed`."""
        self.ask(
            lambda workspace, _: workspace.articles.queue(workspace.coder.id, queue_filter),
            on_success=self.queue_listed.emit,
        )

    def read_page(self, row_numbers: list[int]) -> None:
        """Ask for the queue's lines; the answer is `page_read`."""
        round_id = self._round.id if self._round else None
        self.ask(
            lambda workspace, _: workspace.articles.queue_page(workspace.coder.id, row_numbers, round_id),
            on_success=lambda items: self.page_read.emit(row_numbers, items),
        )

    def open_article(self, article_id: ArticleId) -> None:
        """Lay an article on the desk, to be coded in the present round; the answer is `worksheet_opened`."""
        round_id = self._round.id if self._round else None

        def opened(workspace: Workspace, _: Job) -> tuple[CodingKey, Worksheet]:
            from annotator.services.coding import CodingKey

            key = CodingKey(article_id, workspace.coder.id, round_id)
            return key, workspace.coding.worksheet(key)

        def on_success(answer: tuple[CodingKey, Worksheet]) -> None:
            self._key, worksheet = answer
            self.worksheet_opened.emit(worksheet)

        self.ask(opened, on_success=on_success)

    def reread(self, changes: Changes | None) -> None:
        """List the queue again after a deed on the whole project, and open the article anew if its coding changed."""
        self.articles_changed.emit()
        records = changes.entities if changes is not None else ()
        headers = {(one.article_id, one.coder_id) for one in records if isinstance(one, CodingHeader)}
        are_articles_gone = any(isinstance(one, ArticleImport) and one.is_deleted for one in records)
        if self._key is not None and self._key[:2] in headers and not are_articles_gone:
            self.open_article(self._key.article_id)

    def leave_article(self) -> None:
        """Take the article off the desk; intents do nothing until another one lies there."""
        self._key = None

    # -- writing ------------------------------------------------------------------------------------------------------

    def perform(self, intent: Intent, then: Callable[[Changes, Worksheet], None] | None = None) -> None:
        """Carry out a coding intent, ``partial(CodingService.verb, slot=…, …)``, on the article on the desk.

        ``then`` runs after the views have taken in the change.
        """
        if self._key is not None:
            self._carry_out(self._key, intent, then)

    def try_again(self) -> None:
        """Repeat the changes that could not be stored, oldest first, each on the article it was made on."""
        for key, intent in self.kept.take_all():
            self._carry_out(key, intent, is_new=False)

    def _carry_out(
        self,
        key: CodingKey,
        intent: Intent,
        then: Callable[[Changes, Worksheet], None] | None = None,
        *,
        is_new: bool = True,
    ) -> None:
        workspace = self._workspace
        if workspace is None:
            return
        self.writing_started.emit()

        def carry_out(_: Job) -> tuple[Changes | None, Worksheet]:
            changes = intent(workspace.coding, key)
            return changes, workspace.coding.worksheet(key)

        def on_success(answer: tuple[Changes | None, Worksheet]) -> None:
            changes, worksheet = answer
            self.kept.end(job)
            self.kept.settle()
            self.written.emit(dt.datetime.now().astimezone())
            if changes is not None and key == self._key and workspace is self._workspace:
                self.changed.emit(changes, worksheet)
                if then is not None:
                    then(changes, worksheet)

        def on_failure(error: BaseException) -> None:
            self.kept.end(job)
            self._on_refused(key, intent, _plain(error), is_new=is_new)

        job = self._thread.submit(carry_out, on_success=on_success, on_failure=on_failure)
        self.kept.begin(job, KeptChange(key, intent))

    def ask(
        self,
        work: Callable[[Workspace, Job], Result],
        *,
        on_success: Callable[[Result], None],
        on_failure: Callable[[AnnotatorError], None] | None = None,
    ) -> Job | None:
        """Run work with the services on the store thread; None when no project is open."""
        workspace = self._workspace
        if workspace is None:
            return None

        def finished(result: Result) -> None:
            if workspace is self._workspace:
                on_success(result)

        return self.run(lambda job: work(workspace, job), on_success=finished, on_failure=on_failure)

    def run(
        self,
        work: Callable[[Job], Result],
        *,
        on_success: Callable[[Result], None],
        on_failure: Callable[[AnnotatorError], None] | None = None,
    ) -> Job:
        """Run work that needs no open project on the store thread."""
        refused = on_failure or self.failed.emit
        return self._thread.submit(work, on_success=on_success, on_failure=lambda error: refused(_plain(error)))

    def _on_refused(self, key: CodingKey, intent: Intent, error: AnnotatorError, *, is_new: bool) -> None:
        if isinstance(error, NothingChangedError):
            self.kept.settle()
            self.nothing_changed.emit()
        elif is_kept_after(error):
            self.kept.keep(KeptChange(key, intent), is_new=is_new)
            self.change_kept.emit(error)
        else:
            if not is_new:
                self.kept.leave_list()
            self.failed.emit(error)


def _is_same_file(one: Path, other: Path | None) -> bool:
    try:
        return other is not None and one.samefile(other)
    except OSError:
        return False


def _plain(error: BaseException) -> AnnotatorError:
    """Return an error made for people; anything else is a defect and goes to the window's exception hook."""
    if isinstance(error, AnnotatorError):
        return error
    raise error


def _raise(error: BaseException) -> None:
    raise error


def _pass(_: object) -> None:
    return None

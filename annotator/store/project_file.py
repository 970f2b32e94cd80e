"""A project on disk: made, opened, read, written one intent at a time, checked and closed."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError, ProjectChangedError, ProjectError, ProjectReadOnlyError
from annotator.domain.ids import ArticleId, CoderId, ProjectId, new_id
from annotator.domain.packets import PacketOrigin
from annotator.store import sqlite, verification
from annotator.store.backup import back_up, backup_folder, wait_until_on_disk
from annotator.store.header import FROM_BACKUP, UNTOUCHED, read_header, refuse_unsuitable
from annotator.store.history import Head, Scope, genesis_hash
from annotator.store.lock import LOCK_SUFFIX, FileLock, identity, is_open_here, opened_here
from annotator.store.memory import Memory, warnings_about
from annotator.store.reader import Reader
from annotator.store.recovery import has_hot_journal, journal_of, prepare_recovery
from annotator.store.schema import PROJECT, SCHEMA_VERSION
from annotator.store.travelled import PacketReader
from annotator.store.unit_of_work import Deed, UnitOfWork, current_head, utc_now
from annotator.store.verification import Finding

NOT_MADE = "No project was made."


class ProjectFile:
    """An open project file.

    It has one connection, which one thread at a time may use, not only the one that opened it: one `read` or
    `write` block after the other. ``path`` is the path as given, ``warnings`` are sentences to show once. ``origin`` is
    where a packet comes from, None for a project that is none. ``newcomer`` is a person who becomes a coder with their
    first deed, by an event of its own before it, and not at all when there is none.
    """

    def __init__(self, path: Path, *, driver: sqlite3.Connection, state_folder: Path, is_read_only: bool) -> None:
        self.path = path
        self.is_read_only = is_read_only
        self.warnings: tuple[str, ...] = ()
        self.newcomer: Coder | None = None
        self._file = _followed(path)
        self._identity = identity(self._file)
        self._state_folder = state_folder
        self._driver = driver
        self._writing: Engine = sqlite.engine_for(driver)
        self._reading: Engine = sqlite.reading(self._writing)
        self._held = ExitStack()
        self._is_open = True
        self._is_in_use = False
        self.project_id, self.name, self.head, self.origin = self._introduction()

    # --- Making and opening ------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, *, name: str, state_folder: Path) -> ProjectFile:
        """Make a new project and open it.

        The file is made whole under a temporary name and then takes its own, never another file's. Raises
        ProjectError when the path is taken or its name too long, its folder is missing or nothing can be written there.
        """
        refuse_place(path)
        temporary = _temporary(path)
        try:
            with sqlite.translated(path, kept=NOT_MADE):
                _write_new(temporary, name)
            take_name(temporary, path)
        except OSError as error:
            message = f"{path} cannot be made: {error.strerror}."
            raise ProjectError(message, kept=NOT_MADE, remedy="Choose another folder.") from error
        finally:
            for left in (temporary, journal_of(temporary)):
                left.unlink(missing_ok=True)
        return cls.open(path, state_folder=state_folder)

    @classmethod
    def open(cls, path: Path, *, state_folder: Path, read_only: bool = False) -> ProjectFile:
        """Open a project; where file or folder cannot be written, to read only.

        Reading takes no lock, so that a project may be looked at while another window works on it. Raises
        ProjectError for a file that is missing, empty, foreign, newer, altered or damaged, and ProjectBusyError
        when another program holds it; the file is then as it was.
        """
        file = _followed(path)
        # A file this program has open already was looked at then, and may not be opened by other means now.
        is_open_already = _is_open_here(file)
        version = SCHEMA_VERSION if is_open_already else read_header(file).user_version
        is_read_only = read_only or not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
        with ExitStack() as held:
            said: list[str] = []
            if is_read_only:
                _refuse_unreadable(file, version)
            else:
                held.callback(_lock(file.with_name(file.name + LOCK_SUFFIX), path).release)
                said += [] if is_open_already else _made_ready(file, version, state_folder)
            with sqlite.translated(path):
                driver = sqlite.connect(file, "ro" if is_read_only else "rw")
            held.callback(driver.close)
            held.enter_context(opened_here(identity(file)))
            project = cls(path, driver=driver, state_folder=state_folder, is_read_only=is_read_only)
            project._settle(said, held)
            project._held = held.pop_all()
        return project

    def _introduction(self) -> tuple[ProjectId, str, Head, PacketOrigin | None]:
        """Check that this is a project whose tables are ours, and return its id, name, head and origin."""
        with sqlite.translated(self.path), self._reading.begin() as connection:
            refuse_unsuitable(sqlite.header_of(connection), self.path)
            sqlite.refuse_foreign_schema(connection, self.path)
            project = connection.execute(select(PROJECT)).one_or_none()
            origin = PacketReader(connection).origin()
        if project is None:
            raise ProjectError(f"{self.path} holds no project.", kept=UNTOUCHED, remedy=FROM_BACKUP)
        return ProjectId(project.uuid), project.name, Head(project.head, project.head_hash), origin

    def _settle(self, said: list[str], held: ExitStack) -> None:
        """Lock the project under its id too, and compare it with what this computer remembers of it."""
        if not self.is_read_only:
            folder = self._state_folder / "locks"
            # Without a place for it this lock is done without; the one beside the file is held already.
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                held.callback(FileLock(folder / f"{self.project_id}{LOCK_SUFFIX}", self.path).release)
        memory = Memory(self._state_folder, self.project_id)
        with self.read() as reader:
            found = warnings_about(self._file, self.head, memory.heads(), reader.event_hash)
        self.warnings = (*said, *found)
        if not found:
            self._remember()

    # --- Reading and writing -----------------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Give one consistent view of the project until the block ends. Raises ProjectError for a damaged file."""
        with self._connected(self._reading) as connection:
            if self.is_read_only:
                self.head = current_head(connection)
            yield Reader(connection)

    @contextmanager
    def write(
        self, *, coder_id: CoderId | None, article_id: ArticleId | None, verb: str, label: str, line: str = ""
    ) -> Iterator[UnitOfWork]:
        """Run one intent as one transaction and one event; nothing is written when the block changes nothing.

        When the block ends without an error the change is on the disk; when anything raises, nothing was changed.
        Raises ProjectReadOnlyError, ProjectChangedError when the file is no longer the one that was opened or another
        program wrote to it, StorageFullError, ProjectBusyError; CodingError for anything but coding in a packet.
        """
        self._refuse_outside_packet(Scope(coder_id, article_id, line))
        if self.is_read_only:
            raise ProjectReadOnlyError(
                f"{self.path} can be read but not changed.",
                kept="Nothing was changed.",
                remedy="Copy it to a folder you may write to and open the copy.",
            )
        with self._connected(self._writing) as connection:
            self._refuse_changed(current_head(connection))
            head = self._let_in(connection, coder_id)
            unit = UnitOfWork(connection, Deed(Scope(coder_id, article_id, line), verb, label))
            yield unit
            changes = unit.finish(head)
            if changes is None:
                return
            self._refuse_moved()
            connection.commit()
            self._refuse_moved()
            self.head = Head(changes.event.sequence, changes.event.hash)
            if self.newcomer is not None and self.newcomer.id == coder_id:
                self.newcomer = None
            unit.changes = changes

    def _let_in(self, connection: Connection, coder_id: CoderId | None) -> Head:
        """Add the newcomer whose first deed this is, within the deed's transaction; return the head it follows on."""
        coder = self.newcomer
        if coder is None or coder.id != coder_id:
            return self.head
        joining = UnitOfWork(connection, Deed(Scope(coder.id, None, ""), "join", f"add coder {coder.name}"))
        joining.put(coder)
        changes = joining.finish(self.head)
        return self.head if changes is None else Head(changes.event.sequence, changes.event.hash)

    def verify(self, progress: Callable[[int, int], None] | None = None) -> tuple[Finding, ...]:
        """Check the whole project and return what is wrong, nothing when all is well.

        Checked are the file and its references, the chain of history and the head, that every stored record is what
        history says, that texts have their hashes, imports their articles and quotes their words. ``progress`` gets
        the number of checks done and of all.
        """
        with self._connected(self._reading) as connection:
            return verification.verify(connection, self.path, progress)

    def back_up(self, folder: Path | None = None) -> Path:
        """Make a verified copy in the folder, or in the state folder's own, and return it; older copies are thinned.

        Raises ProjectError or StorageFullError when it cannot be made; no half copy is left.
        """
        with self._used_alone():
            made = back_up(self._driver, self._file, self.project_id, folder or self.backup_folder)
        self._remember()
        return made

    @property
    def state_folder(self) -> Path:
        """Where locks, backups and what is remembered of projects are kept."""
        return self._state_folder

    @property
    def backup_folder(self) -> Path:
        """Where the project's own backups go."""
        return backup_folder(self._state_folder, self.project_id)

    def close(self) -> None:
        """Close the file and give the locks back; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        self._remember()
        self._writing.dispose()
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _used_alone(self) -> Iterator[None]:
        if not self._is_open:
            raise RuntimeError("The project is closed.")
        if self._is_in_use:
            raise RuntimeError("A project can be read or written in one block at a time.")
        self._is_in_use = True
        try:
            yield
        finally:
            self._is_in_use = False

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """Give a transaction that is rolled back unless the block commits it."""
        with self._used_alone(), sqlite.translated(self.path), engine.connect() as connection:
            connection.begin()
            try:
                yield connection
            finally:
                # A commit that failed leaves the transaction open. Ctrl+C has SQLAlchemy close the connection it finds
                # at work, and the transaction with it.
                with suppress(sqlite3.ProgrammingError):
                    self._driver.rollback()

    def _refuse_outside_packet(self, scope: Scope) -> None:
        """In a packet, refuse all but its coder's coding in its round: nothing else would find its way back."""
        origin = self.origin
        if origin is None:
            return
        if scope.article_id is not None and (scope.coder_id, scope.line) == (origin.coder_id, origin.round_id):
            return
        raise CodingError(
            f"{self.path.name} is a packet of the project “{origin.project_name}”: "
            "only its articles can be coded in it, by its coder and for its round.",
            kept="Nothing was changed.",
            remedy="Do everything else in the project itself.",
        )

    def _refuse_changed(self, found: Head) -> None:
        if found != self.head:
            raise ProjectChangedError(
                f"{self.path} was changed by another program while it was open.",
                kept="The last change was not stored, everything in the file is as that program left it.",
                remedy="Close the project and open it again.",
            )

    def _refuse_moved(self) -> None:
        """Raise ProjectChangedError unless the path still leads to the file that was opened."""
        with suppress(OSError):
            if identity(self._file) == self._identity:
                return
        raise ProjectChangedError(
            f"{self.path} was moved, deleted or replaced while it was open.",
            kept="The last change is not in the file that is there now.",
            remedy="Put the file back, or open it at its new place.",
        )

    def _remember(self) -> None:
        if not self.is_read_only:
            Memory(self._state_folder, self.project_id).remember(self._file, self.head)


def _followed(path: Path) -> Path:
    """Return where a path leads; unlike `Path.resolve`, links in a circle lead nowhere and do not raise."""
    return Path(os.path.realpath(path))


def _is_open_here(file: Path) -> bool:
    try:
        return is_open_here(file)
    except OSError:
        return False


def _refuse_unreadable(file: Path, version: int) -> None:
    if version < SCHEMA_VERSION:
        raise ProjectReadOnlyError(
            f"{file} is of an older version and cannot be brought up to date where it is.",
            kept=UNTOUCHED,
            remedy="Copy it to a folder you may write to and open the copy.",
        )


def _lock(place: Path, subject: Path) -> FileLock:
    try:
        return FileLock(place, subject)
    except OSError as error:
        raise ProjectError(f"{subject} cannot be locked: {error.strerror}.", kept=UNTOUCHED) from error


def _made_ready(file: Path, version: int, state_folder: Path) -> list[str]:
    """Recover from a crash and migrate where that is needed; return sentences to show."""
    said = prepare_recovery(file, state_folder / "recovery")
    if has_hot_journal(file):
        # What the header says may be part of what the journal takes back.
        with sqlite.translated(file), sqlite.opened(file, "rw") as connection:
            version = sqlite.header_of(connection).user_version
    if version < SCHEMA_VERSION:
        # Alembic takes a while to load and is hardly ever needed.
        from annotator.store.migrate import migrate

        migrate(file, state_folder)
    return [] if said is None else [said]


def refuse_place(path: Path) -> None:
    """Raise ProjectError when a new file cannot be made at this path: it is taken, or the folder is no good."""
    if os.path.lexists(path):
        raise ProjectError(f"{path} exists already.", kept=UNTOUCHED, remedy="Choose another name, or open it.")
    if not path.parent.is_dir():
        raise ProjectError(f"There is no folder {path.parent}.", remedy="Choose a folder that exists.")
    if not os.access(path.parent, os.W_OK):
        raise ProjectError(f"Nothing can be written in {path.parent}.", remedy="Choose another folder.")
    try:
        journal_of(_temporary(path)).lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            message = f"{path} cannot be made: {error.strerror}."
            raise ProjectError(message, remedy="Choose a shorter name.") from error


def _temporary(path: Path) -> Path:
    """Return under which name a new file is written before it takes its own."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _write_new(file: Path, name: str) -> None:
    project_id = ProjectId(new_id())
    with closing(sqlite.connect(file, "rwc")) as driver, sqlite.engine_for(driver).begin() as connection:
        sqlite.create_schema(connection)
        row = {
            "id": 1,
            "uuid": project_id,
            "name": name,
            "head": 0,
            "head_hash": genesis_hash(project_id),
            "created_at": utc_now().isoformat(timespec="seconds"),
        }
        connection.execute(PROJECT.insert(), row)


def take_name(temporary: Path, path: Path) -> None:
    """Give a finished file its name, for good, unless another took it meanwhile; then raise ProjectError."""
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        raise ProjectError(f"{path} exists already.", kept=UNTOUCHED, remedy="Choose another name.") from error
    except OSError:
        # Some drives know no second names; there the check and the renaming are two steps.
        refuse_place(path)
        temporary.rename(path)
    wait_until_on_disk(path.parent)

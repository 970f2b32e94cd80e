"""Making, opening, writing and closing a project."""

from __future__ import annotations

import os
import threading
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.changes import EventKind
from annotator.domain.errors import CodingError, ProjectBusyError, ProjectError, ProjectReadOnlyError
from annotator.store import project_file as project_file_module, sqlite
from annotator.store.history import Head
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, a_coder, a_report, a_value, names_in, state_of


def create(path: Path) -> ProjectFile:
    return ProjectFile.create(path, name="Sahel 2019", state_folder=state_of(path.parent))


def open_again(path: Path, *, read_only: bool = False) -> ProjectFile:
    return ProjectFile.open(path, state_folder=state_of(path.parent), read_only=read_only)


# --- Making ---


def test_a_new_project_has_its_name_and_no_events(tmp_path: Path) -> None:
    with create(tmp_path / "a.annotator") as project:
        assert project.name == "Sahel 2019"
        assert project.head.sequence == 0
        assert not project.is_read_only
        assert project.warnings == ()
        assert project.verify() == ()
        with project.read() as reader:
            assert (reader.coders(), reader.codebooks(), reader.imports(), reader.last_event()) == ((), (), (), None)


def test_two_projects_differ_in_id_and_first_hash(tmp_path: Path) -> None:
    with create(tmp_path / "a.annotator") as one, create(tmp_path / "b.annotator") as other:
        assert one.project_id != other.project_id
        assert one.head.hash != other.head.hash


def test_at_rest_a_project_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    ProjectFile.create(folder / "a.annotator", name="a", state_folder=tmp_path / "state").close()
    assert names_in(folder) == ["a.annotator"]


@pytest.mark.parametrize("name", ["with space.annotator", "100% ?#&.annotator", "déjà 😀.annotator", "..annotator"])
def test_odd_file_names_are_only_names(tmp_path: Path, name: str) -> None:
    create(tmp_path / name).close()
    with open_again(tmp_path / name) as project:
        assert project.path == tmp_path / name
        assert project.back_up().is_file()


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    path.write_text("something else")
    with pytest.raises(ProjectError, match="exists already"):
        create(path)
    assert path.read_text() == "something else"
    assert names_in(tmp_path) == ["a.annotator"]


def test_a_dangling_link_is_not_followed_by_a_new_project(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    path.symlink_to(tmp_path / "elsewhere.annotator")
    with pytest.raises(ProjectError, match="exists already"):
        create(path)
    assert not (tmp_path / "elsewhere.annotator").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no folder .*nowhere"):
        create(tmp_path / "nowhere" / "a.annotator")


def test_a_name_taken_while_the_file_was_made_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.annotator"
    write_new = project_file_module._write_new

    def write_and_be_overtaken(file: Path, name: str) -> None:
        write_new(file, name)
        path.write_text("first")

    monkeypatch.setattr(project_file_module, "_write_new", write_and_be_overtaken)
    with pytest.raises(ProjectError, match="exists already"):
        create(path)
    assert path.read_text() == "first"
    assert names_in(tmp_path) == ["a.annotator"]


def test_a_drive_without_second_names_still_takes_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    with create(tmp_path / "a.annotator") as project:
        assert project.verify() == ()


# --- Opening ---


def test_reopening_finds_what_was_written(desk: Desk) -> None:
    head = desk.project.head
    with desk.reopened() as project:
        assert project.head == head
        assert project.warnings == ()
        with project.read() as reader:
            assert reader.coders() == (desk.coder,)
            assert [article.id for article in reader.articles()] == [article.id for article in desk.articles]


def test_a_path_given_as_a_link_opens_the_file_itself(desk: Desk) -> None:
    desk.project.close()
    link = desk.folder / "link.annotator"
    link.symlink_to(desk.path)
    with ProjectFile.open(link, state_folder=desk.state_folder) as project:
        assert project.path == link
        with project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
            unit.put(a_coder("Coder 2"))
        assert not (desk.folder / "link.annotator-journal").exists()
        with pytest.raises(ProjectBusyError):
            open_again(desk.path)
    with open_again(desk.path) as project:
        assert project.head.sequence == desk.project.head.sequence + 1


def test_a_project_opened_to_read_refuses_changes(desk: Desk) -> None:
    desk.project.close()
    with open_again(desk.path, read_only=True) as project:
        assert project.is_read_only
        with pytest.raises(ProjectReadOnlyError, match=r"project\.annotator"):
            project.write(coder_id=None, article_id=None, verb="join", label="joining").__enter__()
        assert project.verify() == ()
        assert project.back_up().is_file()


def test_reading_beside_a_window_that_writes_sees_each_commit(desk: Desk) -> None:
    with open_again(desk.path, read_only=True) as looking:
        desk.put(desk.header())
        with looking.read() as reader:
            assert reader.coding(desk.article.id, desk.coder.id) is not None
        assert looking.head == desk.project.head


def test_closing_twice_is_closing_once(desk: Desk) -> None:
    desk.project.close()
    desk.project.close()
    with pytest.raises(RuntimeError, match="closed"):
        desk.project.read().__enter__()


def test_a_refused_opening_leaves_nothing_locked(desk: Desk) -> None:
    desk.project.close()
    with closing(sqlite.connect(desk.path, "rw")) as driver:
        driver.execute("CREATE VIEW spy AS SELECT * FROM coder")
    with pytest.raises(ProjectError):
        open_again(desk.path)
    with closing(sqlite.connect(desk.path, "rw")) as driver:
        driver.execute("DROP VIEW spy")
    open_again(desk.path).close()


# --- Writing ---


def test_a_unit_of_work_is_one_event_with_what_it_changed(desk: Desk) -> None:
    header = desk.header()
    report = a_report(header)
    before = desk.project.head
    changes = desk.put(header, report)
    assert changes.entities == (header, report)
    event = changes.event
    assert (event.sequence, event.kind, event.verb, event.label) == (
        before.sequence + 1, EventKind.DO, "put", "the change",
    )  # fmt: skip
    assert (event.coder_id, event.article_id, event.undoes) == (desk.coder.id, desk.article.id, None)
    assert desk.project.head == Head(event.sequence, event.hash)
    with desk.project.read() as reader:
        assert reader.last_event() == event


def test_nothing_put_is_nothing_written(desk: Desk) -> None:
    before, size = desk.project.head, desk.path.stat().st_mtime_ns
    with desk.project.write(coder_id=None, article_id=None, verb="nothing", label="nothing") as unit:
        unit.put(desk.coder)
    assert unit.changes is None
    assert (desk.project.head, desk.path.stat().st_mtime_ns) == (before, size)


def test_a_record_changed_there_and_back_is_nothing_written(desk: Desk) -> None:
    before = desk.project.head
    with desk.project.write(coder_id=None, article_id=None, verb="rename", label="renaming") as unit:
        unit.put(desk.coder.model_copy(update={"name": "Somebody"}))
        unit.put(desk.coder)
    assert unit.changes is None
    assert desk.project.head == before
    assert desk.project.verify() == ()


def test_an_error_in_the_block_takes_everything_back(desk: Desk) -> None:
    before = desk.project.head
    units = []

    def fail() -> None:
        with desk.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
            units.append(unit)
            unit.put(a_coder("Coder 2"))
            raise KeyError("a mistake of the caller")

    with pytest.raises(KeyError):
        fail()
    assert units[0].changes is None
    assert desk.project.head == before
    with desk.project.read() as reader:
        assert reader.coders() == (desk.coder,)
    assert desk.project.verify() == ()


def test_the_changes_are_not_known_before_they_are_on_the_disk(desk: Desk) -> None:
    with desk.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
        unit.put(a_coder("Coder 2"))
        assert unit.changes is None
    assert unit.changes is not None


def test_one_block_at_a_time(desk: Desk) -> None:
    with desk.project.read():
        with pytest.raises(RuntimeError, match="one block at a time"):
            desk.project.read().__enter__()
        with pytest.raises(RuntimeError, match="one block at a time"):
            desk.project.back_up()
    desk.project.verify()


def test_another_thread_may_use_the_project(desk: Desk) -> None:
    done: list[int] = []

    def work() -> None:
        done.append(desk.put(desk.header()).event.sequence)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [desk.project.head.sequence]


def test_a_label_that_cannot_be_stored_stores_nothing(desk: Desk) -> None:
    before = desk.project.head
    unit_of_work = desk.project.write(coder_id=None, article_id=None, verb="join", label="\ud800")
    with pytest.raises(CodingError, match="surrogate"), unit_of_work as unit:
        unit.put(a_coder("Coder 2"))
    assert desk.project.head == before
    with desk.project.read() as reader:
        assert reader.coder_named("Coder 2") is None


def test_what_is_read_in_a_unit_of_work_is_what_it_wrote(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header)
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="put", label="a value") as unit:
        unit.put(header)
        unit.put(value)
        coding = unit.coding(desk.article.id, desk.coder.id)
    assert coding is not None
    assert dict(coding.values_by_id) == {value.id: value}

from __future__ import annotations

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.errors import CodingError, RoundError
from annotator.domain.ids import CoderId
from annotator.services.folders import Folders


def test_the_same_name_is_the_same_coder(empty: Workspace) -> None:
    before = empty.project.head
    assert empty.coders.named("Coder A") == empty.coder
    assert empty.project.head == before


@pytest.mark.parametrize("written", [" Coder A", "Coder A\n", "Coder   A", "\tCoder\u00a0A "])
def test_blanks_around_and_between_do_not_make_another_coder(empty: Workspace, written: str) -> None:
    assert empty.coders.named(written) == empty.coder


@pytest.mark.parametrize("written", ["coder a", "Coder Ā", "Coder A."])
def test_another_spelling_is_another_coder(empty: Workspace, written: str) -> None:
    assert empty.coders.named(written).id != empty.coder.id
    assert [coder.name for coder in empty.coders.all()] == ["Coder A", written]


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 81])
def test_a_name_of_no_or_too_many_characters_is_refused(empty: Workspace, name: str) -> None:
    with pytest.raises(CodingError, match="1 to 80 characters"):
        empty.coders.named(name)
    assert len(empty.coders.all()) == 1


def test_half_a_character_is_no_name(empty: Workspace) -> None:
    with pytest.raises(CodingError, match="not text"):
        empty.coders.named("Coder \udcff")


@pytest.mark.parametrize("name", ["x" * 80, "محمد", "O'Neill; DROP TABLE coder", "👩🏽‍💻"])
def test_any_other_name_is_kept_as_it_is(empty: Workspace, name: str) -> None:
    assert empty.coders.named(name) == empty.coders.named(name)
    assert empty.coders.all()[-1].name == name


def test_looking_at_a_project_adds_nobody(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="Visitor", read_only=True) as visited:
        assert visited.coder.name == "Visitor"
        assert [coder.name for coder in visited.coders.all()] == ["Coder A"]


def test_a_coder_is_the_same_after_opening_again(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="Coder A") as again:
        assert again.coder == empty.coder


# -- people added by another ------------------------------------------------------------------------------------------


def test_a_coder_is_added_without_becoming_that_person(empty: Workspace) -> None:
    ben = empty.coders.add("  Ben   Okafor ", by=empty.coder.id)
    assert ben.name == "Ben Okafor"
    assert empty.coders.named("Ben Okafor") == ben
    assert empty.coder.name == "Coder A"
    assert empty.project.undo_state(empty.coder.id).undo is not None


def test_joining_by_oneself_is_nothing_to_take_back(empty: Workspace) -> None:
    joined = empty.coders.named("Coder B")
    assert empty.project.undo_state(joined.id).undo is None


@pytest.mark.parametrize("taken", ["Coder A", "coder a", "CODER  A"])
def test_two_coders_of_one_name_are_refused_in_words(empty: Workspace, taken: str) -> None:
    with pytest.raises(CodingError, match="There is a coder Coder A already") as refused:
        empty.coders.add(taken, by=empty.coder.id)
    assert "initial" in refused.value.remedy
    ben = empty.coders.add("Ben", by=empty.coder.id)
    with pytest.raises(CodingError, match="There is a coder Coder A already"):
        empty.coders.rename(ben.id, taken, by=empty.coder.id)
    assert [coder.name for coder in empty.coders.all()] == ["Coder A", "Ben"]


@pytest.mark.parametrize("name", ["Gold", "gold", " GOLD "])
def test_nobody_is_called_what_the_rulings_are_called(empty: Workspace, name: str) -> None:
    for add in (empty.coders.named, lambda name: empty.coders.add(name, by=empty.coder.id)):
        with pytest.raises(CodingError, match="“Gold” is what the rulings"):
            add(name)
    with pytest.raises(CodingError, match="“Gold” is what the rulings"):
        empty.coders.rename(empty.coder.id, name, by=empty.coder.id)
    assert empty.coders.named("Goldberg").name == "Goldberg"


@pytest.mark.parametrize("name", ["", "x" * 81, "\udcff"])
def test_what_is_no_name_is_refused_for_others_too(empty: Workspace, name: str) -> None:
    with pytest.raises(CodingError):
        empty.coders.add(name, by=empty.coder.id)
    with pytest.raises(CodingError):
        empty.coders.rename(empty.coder.id, name, by=empty.coder.id)
    assert [coder.name for coder in empty.coders.people()] == ["Coder A"]


def test_a_coder_is_renamed_and_stays_the_same_person(empty: Workspace) -> None:
    ben = empty.coders.add("Ben", by=empty.coder.id)
    renamed = empty.coders.rename(ben.id, "Benjamin", by=empty.coder.id)
    assert (renamed.id, renamed.name) == (ben.id, "Benjamin")
    assert empty.coders.rename(ben.id, "benjamin", by=empty.coder.id).name == "benjamin"
    head = empty.project.head
    assert empty.coders.rename(ben.id, "benjamin", by=empty.coder.id).name == "benjamin"
    assert empty.project.head == head


def test_a_coder_who_is_not_there_is_refused(empty: Workspace) -> None:
    with pytest.raises(CodingError, match="no coder nobody"):
        empty.coders.person(CoderId("nobody"))
    with pytest.raises(CodingError, match="no coder nobody"):
        empty.coders.rename(CoderId("nobody"), "Ben", by=empty.coder.id)


def test_a_newcomer_becomes_a_coder_with_the_first_deed_in_the_same_moment(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="New", joins_at_once=False) as opened:
        before = opened.project.head
        assert [coder.name for coder in opened.coders.all()] == ["Coder A"]
        with pytest.raises(RoundError):
            opened.rounds.make("", by=opened.coder.id)
        assert opened.project.head == before
        opened.rounds.make("Pilot", by=opened.coder.id)
        assert opened.project.head == before + 2
        assert opened.coders.all()[-1] == opened.coder
        assert opened.project.check() == ()
        opened.rounds.make("Second", by=opened.coder.id)
        assert opened.project.head == before + 3


def test_a_deed_that_fails_half_way_lets_nobody_in(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="New", joins_at_once=False) as opened:
        before, coder = opened.project.head, opened.coder
        file = opened.coders._project

        def fail_half_way() -> None:
            with file.write(coder_id=coder.id, article_id=None, verb="x", label="x") as unit:
                assert unit.entity("coder", coder.id) == coder, "the deed may refer to who does it"
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_half_way()
        with file.write(coder_id=coder.id, article_id=None, verb="x", label="nothing at all"):
            pass
        assert (opened.project.head, len(opened.coders.all())) == (before, 1)


def test_undoing_the_first_deed_leaves_the_coder(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="New", joins_at_once=False) as opened:
        opened.rounds.make("Pilot", by=opened.coder.id)
        assert opened.project.undo(opened.coder.id) is not None
        assert opened.rounds.rounds() == ()
        assert opened.coders.all()[-1] == opened.coder


def test_a_newcomer_who_adds_themselves_is_that_coder(empty: Workspace, folders: Folders) -> None:
    empty.close()
    with open_workspace(empty.project.path, folders=folders, coder_name="New", joins_at_once=False) as opened:
        assert opened.coders.add("new", by=opened.coder.id) == opened.coder
        with pytest.raises(CodingError, match="There is a coder New already"):
            opened.coders.add("NEW", by=opened.coder.id)
        assert len(opened.coders.all()) == 2

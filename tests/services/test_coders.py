from __future__ import annotations

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.errors import CodingError
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

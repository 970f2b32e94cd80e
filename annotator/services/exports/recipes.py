"""Recipes: what to export, chosen once, named and kept in the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.changes import Changes
from annotator.domain.errors import CodingError
from annotator.domain.ids import CoderId, RecipeId, new_id
from annotator.domain.names import checked_name
from annotator.domain.recipe import ExportChoice, Recipe

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile


def checked_recipe_name(name: str) -> str:
    """Return a recipe's name as `checked_name` does; raises CodingError for one that is none."""
    return checked_name(name, "A recipe's name", CodingError)


class RecipeService:
    """The project's recipes, known by name."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    def all(self) -> tuple[Recipe, ...]:
        """Return every recipe, oldest first."""
        with self._project.read() as reader:
            return reader.recipes()

    def named(self, name: str) -> Recipe:
        """Return the recipe of this name; CodingError naming those there are when there is none."""
        recipes = self.all()
        found = next((recipe for recipe in recipes if recipe.name == name), None)
        if found is None:
            known = ", ".join(f"“{recipe.name}”" for recipe in recipes)
            remedy = f"There are {known}." if recipes else "Make one with: annotator export --keep-as"
            raise CodingError(f"The project has no recipe “{name}”.", remedy=remedy)
        return found

    def keep(self, name: str, choice: ExportChoice, *, by: CoderId) -> Changes | None:
        """Keep a choice under a name, in place of the one that has it; None when it is kept so already.

        Raises CodingError for a name that is none, see `checked_recipe_name`.
        """
        name = checked_recipe_name(name)
        present = next((recipe for recipe in self.all() if recipe.name == name), None)
        recipe_id = present.id if present else RecipeId(new_id())
        recipe = Recipe(id=recipe_id, name=name, choice=choice)
        return self._put(recipe, "keep_recipe", f"keep the recipe “{name}”", by)

    def remove(self, name: str, *, by: CoderId) -> Changes | None:
        """Take a recipe away; CodingError when there is none of this name."""
        recipe = self.named(name).model_copy(update={"is_deleted": True})
        return self._put(recipe, "remove_recipe", f"remove the recipe “{name}”", by)

    def _put(self, recipe: Recipe, verb: str, label: str, by: CoderId) -> Changes | None:
        with self._project.write(coder_id=by, article_id=None, verb=verb, label=label) as unit_of_work:
            unit_of_work.put(recipe)
        return unit_of_work.changes

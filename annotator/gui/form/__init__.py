"""The structured form at the right of the article."""

from annotator.gui.form.view import FormView

__all__ = ["FormView"]

"""The look of the window: three themes, generated from qt-material by `annotator.gui.theme.build` and fenced here.

At run time nothing of qt-material is imported: a theme is a style sheet in ``resources/theme``, a palette and a font.

Parts of the window say what they are with dynamic properties (``widget.setProperty("role", "title")``, set before the
widget is shown; when one changes later call `restyle`):

=============================  =================================================================================
``QLabel`` role                ``title``, ``subtitle``, ``dim``, ``caption``, ``section``, ``error``, ``warning``
``QLabel`` role ``key``        a keycap around a letter key
``QLabel`` role ``pill``       with ``tone`` ``ok``, ``warn``, ``bad`` or ``neutral``
``QFrame`` role                ``card``, ``panel``, ``toolbar``, ``toast``
``QFrame`` role ``row``        with ``active`` true for the focused field's row: raised, an accent bar at the left
``QFrame`` role ``separator``  with ``line`` ``horizontal`` or ``vertical``: a thin line
``QPushButton`` role           ``primary`` (one per view), ``quiet``, ``danger``
``QToolButton`` role           ``chip``, ``quiet``, ``tab`` (checkable)
``QLineEdit`` role             ``search``
``QListView`` role             ``queue``
``QTextEdit`` role             ``article``
inputs' ``state``              ``error`` for a refused entry
=============================  =================================================================================
"""

from annotator.gui.theme.application import apply_theme, calm_calendar, current_theme, restyle, sheet_put_on_last
from annotator.gui.theme.field_styles import FieldStyle, field_styles
from annotator.gui.theme.icons import Tint, icon, icon_names
from annotator.gui.theme.tokens import ThemeName, Tokens, tokens

__all__ = [
    "FieldStyle",
    "ThemeName",
    "Tint",
    "Tokens",
    "apply_theme",
    "calm_calendar",
    "current_theme",
    "field_styles",
    "icon",
    "icon_names",
    "restyle",
    "sheet_put_on_last",
    "tokens",
]

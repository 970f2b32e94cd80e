"""The window: the only part that knows Qt.

PySide6 reads the source of every module that is imported after it, in case it makes use of PySide's ``__feature__``
import. Nothing here does; looking for it was a sixth of the start, and all sources stayed in memory.
"""

import sys

import PySide6.QtCore  # noqa: F401 - brings the module below with it

_features = sys.modules.get("shibokensupport.feature")
if _features is not None:
    vars(_features)["_mod_uses_pyside"] = lambda _module: True  # every feature stays at its default, off

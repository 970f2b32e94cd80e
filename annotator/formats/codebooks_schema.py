"""Writes the JSON Schema of the codebook format: ``python -m annotator.formats.codebooks_schema FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from annotator.formats.codebooks import json_schema


def schema_text() -> str:
    """Return the schema as it is kept in ``resources/codebooks/codebook.schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema to the one file named; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("Name the file to write, for example resources/codebooks/codebook.schema.json.\n")
        return 2
    Path(arguments[0]).write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

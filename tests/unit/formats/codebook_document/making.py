"""A codebook in which every text is hostile, and the default one."""

from __future__ import annotations

from annotator.domain.codebook import (
    Category,
    Codebook,
    Field,
    GroupDefinition,
    Precision,
    Rule,
    RuleCheck,
    Section,
    Severity,
)
from annotator.domain.values import FieldType
from annotator.formats.codebook_document.outline import Example

HOSTILE = "<script>alert(1)</script> & \"q\" 'a' | `c` *b* _i_ [l](javascript:x) # ~~s~~ $m$ \\ <!-- -->"
EXAMPLE = Example(quote=HOSTILE, article=HOSTILE, value=HOSTILE)
LABEL = HOSTILE[:120]


def hostile_codebook() -> Codebook:
    """Return a codebook whose every label and help tries to be markup."""
    category = Category(id="one", label=LABEL, help=HOSTILE, code=1)
    field = Field(
        id="field_one",
        label=LABEL,
        level="group_one",
        section="section_one",
        type=FieldType.CATEGORICAL,
        help=HOSTILE,
        categories=(category,),
        precisions=(Precision(code=1, label=LABEL),),
        stances=(category,),
        measure_on=HOSTILE,
    )
    return Codebook(
        format="incident-annotator/codebook/1",
        id="hostile",
        version=1,
        title=LABEL,
        description=HOSTILE,
        sections=(Section(id="section_one", label=LABEL),),
        groups=(GroupDefinition(id="group_one", label=LABEL, plural=LABEL, section="section_one", help=HOSTILE),),
        fields=(field,),
        rules=(
            Rule(
                id="R1",
                severity=Severity.ERROR,
                for_each="group_one",
                field="field_one",
                checks=(RuleCheck(require="field_one = 'one'", message=HOSTILE),),
            ),
        ),
    )

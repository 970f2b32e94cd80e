"""Which editor serves which type of field."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.values import FieldType
from annotator.gui.form.editors.base import ValueEditor
from annotator.gui.form.editors.choices import ChoiceEditor, OrdinalEditor, SeveralEditor, YesNoEditor
from annotator.gui.form.editors.count import CountEditor
from annotator.gui.form.editors.dates import DateRangeEditor, MomentEditor
from annotator.gui.form.editors.names import EntityEditor, StatementEditor
from annotator.gui.form.editors.places import LocationEditor
from annotator.gui.form.editors.texts import SpanEditor, TextEditor

EDITORS: dict[FieldType, Callable[[], ValueEditor]] = {
    FieldType.COUNT: CountEditor,
    FieldType.DATE: MomentEditor,
    FieldType.DATE_RANGE: DateRangeEditor,
    FieldType.LOCATION: LocationEditor,
    FieldType.CATEGORICAL: ChoiceEditor,
    FieldType.CATEGORICAL_MULTI: SeveralEditor,
    FieldType.ORDINAL: OrdinalEditor,
    FieldType.BOOLEAN: YesNoEditor,
    FieldType.ENTITY: EntityEditor,
    FieldType.TEXT: TextEditor,
    FieldType.SPAN: SpanEditor,
    FieldType.ATTRIBUTED_VALUE: StatementEditor,
}

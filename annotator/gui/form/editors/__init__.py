"""One editor per field type, each with the same face: see `annotator.gui.form.editors.base.ValueEditor`."""

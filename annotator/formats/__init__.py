"""Files in and out: one module per form, behind small registries."""

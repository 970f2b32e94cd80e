"""Agreement between codings, as pure functions: align reports, measure, put intervals to the figures, type differences.

Nothing here reads or writes anything. Figures that are not defined for the data come back as `Undefined` with the
reason; none is ever 0, 1 or NaN in its stead.
"""

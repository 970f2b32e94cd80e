"""How far coders agree: figures, the units behind them, reports and the planner."""

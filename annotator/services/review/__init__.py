"""Cases of disagreement, rulings and gold."""

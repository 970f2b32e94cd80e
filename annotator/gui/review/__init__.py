"""The review room: what coders see differently, side by side over the text, and the rulings that settle it."""

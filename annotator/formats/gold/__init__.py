"""Gold with the ruling behind every value, as files."""

"""One SQLite file per project: state, append-only history, backups and migrations."""

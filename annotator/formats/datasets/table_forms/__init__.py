"""Forms that hold the tables with typed columns: workbook, Parquet, Hugging Face, SQLite."""

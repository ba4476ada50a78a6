"""The journey store: one DuckDB file that takes in deliveries of many sources and gives out event tables."""

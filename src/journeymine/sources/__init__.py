"""Record: any log, many sources → one checked event table and a quality report."""

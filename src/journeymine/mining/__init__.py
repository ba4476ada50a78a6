"""3 search: itemsets, sequences, matching; the only folder (with the encoder) that calls the core."""

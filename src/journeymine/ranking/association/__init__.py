"""Association of items: itemsets beyond chance, and rules A → B, their measures and tests."""

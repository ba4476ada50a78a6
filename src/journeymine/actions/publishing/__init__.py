"""Results of actions made fit to leave the house: rows that tell of few are withheld, the rest follows from counts."""

"""6 act: what is done with results; here what may leave the house."""

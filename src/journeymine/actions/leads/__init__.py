"""What leads to an outcome: the patterns before it, how soon it follows, and who is inside one now."""

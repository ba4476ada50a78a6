"""How far customers got on a way of several steps, how long it took them, and where they left it."""

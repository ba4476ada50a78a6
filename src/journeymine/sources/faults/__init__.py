"""What can be wrong with a log, a file each: which rows have the fault, found without changing anything."""

"""Logs larger than memory: read in parts, kept on disk as partitions of whole customers."""

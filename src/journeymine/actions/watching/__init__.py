"""Counts over time watched for growth: a fixed baseline, a recursion over the periods, a simulated threshold."""

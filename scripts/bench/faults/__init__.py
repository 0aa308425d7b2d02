"""Rounds of faults against real runs: whatever strikes, the dataset comes out the same, byte for byte."""

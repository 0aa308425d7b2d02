"""Annotated sets and detectors: what training and evaluation share, without torch."""

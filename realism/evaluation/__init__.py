"""Scores detections against annotated images: average precision with intervals, confusion, failures."""

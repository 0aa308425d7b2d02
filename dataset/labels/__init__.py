"""Exact labels by casting one ray through each pixel centre: label(frame) -> Labels."""

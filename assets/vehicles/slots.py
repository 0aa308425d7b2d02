"""The material slots that all vehicles share, in order."""

PAINT, GLASS, TRIM, TYRE, RIM, HEAD_LAMP, TAIL_LAMP, FRONT_PLATE, REAR_PLATE = range(9)
"""Lacquered body, windows, black plastic and rubber, tyres, wheels and bright metal, lamps that shine forward, red lamps, number plates."""

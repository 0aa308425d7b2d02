"""Simulation of batches on machines that nobody has: who makes which image when, what fails, what it costs. Renders nothing."""

from setpiece.farm.simulation.batch import Batch, Faults, ImageTimes, StoreLimits, fitted
from setpiece.farm.simulation.events import simulate
from setpiece.farm.simulation.footprint import Footprint, PerImage, footprint, price_per_thousand
from setpiece.farm.simulation.result import Result

__all__ = [
    "Batch",
    "Faults",
    "Footprint",
    "ImageTimes",
    "PerImage",
    "Result",
    "StoreLimits",
    "fitted",
    "footprint",
    "price_per_thousand",
    "simulate",
]

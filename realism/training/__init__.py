"""Trains detectors with torch and torchvision (extra ``train``). The rest of setpiece never imports this package."""

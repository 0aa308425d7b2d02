"""Hydra configs: one group per replaceable part."""

"""Coverage: the factors of a config, spread evenly over the index of the image instead of drawn at random."""

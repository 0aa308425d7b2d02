"""Who makes which image: the worker, the local pool."""

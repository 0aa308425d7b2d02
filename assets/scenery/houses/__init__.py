"""What buildings are put together from."""

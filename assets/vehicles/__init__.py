"""Vehicles: what cars, vans, buses and lorries are built of. The front is +x, wheels stand on z = 0."""

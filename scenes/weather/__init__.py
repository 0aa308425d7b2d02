"""Weather: what it does to sky, air, surfaces, and what falls."""

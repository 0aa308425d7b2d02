"""What was found, as one static HTML page and as JSON."""

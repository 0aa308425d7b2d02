"""What came of rendering the images that a detector lacks."""

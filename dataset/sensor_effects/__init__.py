"""What lens and chip do to a picture: one effect per file, each a function of linear light (or of the finished picture)."""

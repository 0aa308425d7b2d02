"""What can go wrong while a scene is drawn."""


class CannotPlace(Exception):  # noqa: N818 -- the name says what happened; it is an outcome of a draw, not a fault of the program
    """A draw has no valid arrangement within its bounded tries. The caller takes the next attempt of the same index."""


class CameraInside(CannotPlace):
    """Wherever the camera was tried, it was in something, or too near to it."""

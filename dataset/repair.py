"""repair: take back the claims of damaged images, so that the next run makes them anew."""

from collections.abc import Sequence

from setpiece.dataset.finalise import finalise
from setpiece.dataset.places import Place
from setpiece.dataset.record import record_path
from setpiece.dataset.verify import Problem


def repair(root: Place, problems: Sequence[Problem]) -> list[int]:
    """Removes the records of damaged images and damaged files of the page, and finalises what is left.

    Files that do not belong to the dataset are left alone, and so are its images' files: without a record nothing claims them.

    Args:
        root: the dataset's folder or URL.
        problems: what ``verify`` found.

    Returns:
        The images that are to be made anew.

    Raises:
        UserError: as ``finalise``.
    """
    images = sorted({problem.image for problem in problems if problem.image is not None})
    for index in images:
        record_path(root, index).unlink(missing_ok=True)
    for problem in problems:
        if problem.path.startswith("report/"):
            (root / problem.path).unlink(missing_ok=True)
    finalise(root)
    return images

"""Ranges of image indices, as render farms write them: "1000-1999", both ends included."""

import re

_RANGE = re.compile(r"([0-9]{1,12})(?:-([0-9]{1,12}))?")
_SHARE = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


def parse_indices(text: str) -> range:
    """The indices in "a-b" (both ends included) or "a".

    >>> parse_indices("3-5")
    range(3, 6)

    Raises:
        ValueError: for any other text, and when the range runs backwards.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise ValueError("accepted are a-b, both ends included, as in 1000-1999, or one index, as in 7")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise ValueError(f"the range runs backwards; accepted would be {last}-{first}")
    return range(first, last + 1)


def parse_share(text: str) -> tuple[int, int]:
    """K and N of "K/N".

    >>> parse_share("3/8")
    (3, 8)

    Raises:
        ValueError: for any other text, and when there is no such part.
    """
    match = _SHARE.fullmatch(text.strip())
    if match is None or int(match[1]) >= int(match[2]):
        raise ValueError("accepted are K/N, part K of N, counted from 0: 0/4, 1/4, 2/4, 3/4")
    return int(match[1]), int(match[2])


def share_of(indices: range, part: int, parts: int) -> range:
    """One of ``parts`` equal, consecutive parts: together they are ``indices``, no two overlap, sizes differ by at most one.

    Consecutive, so that images that share a scene (sequences, views) and a folder are mostly one worker's.

    >>> [share_of(range(10, 17), k, 3) for k in range(3)]
    [range(10, 12), range(12, 14), range(14, 17)]
    """
    count = len(indices)
    return indices[part * count // parts : (part + 1) * count // parts]


def format_indices(indices: list[int]) -> str:
    """Sorted indices as short text: ``[1, 2, 3, 7]`` -> "1-3, 7"."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)

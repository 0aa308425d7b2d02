"""``setpiece finalise``: write what a dataset has besides its images."""

from setpiece.cli import arguments

HELP = """
Usage: setpiece finalise DATASET

Writes annotations, manifest and index.html from the images that are there. `generate` does this at its end; use it
after several machines have made their indices into one folder, or while they are at it.

Example:
  setpiece finalise data/dice
"""


def run(words: list[str]) -> int:
    """Finalise; returns the exit code."""
    from setpiece.farm.loading import loading

    with loading():
        from setpiece.dataset.finalise import finalise
        from setpiece.farm.spread import spread

    root = arguments.dataset(words, HELP.strip().splitlines()[0])
    finalise(root, spread)
    print(f"dataset  {root}\npage     {root / 'index.html'}")
    return 0

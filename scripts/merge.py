"""``setpiece merge``: one dataset from several that were made in different places."""

from setpiece.assets.errors import UserError
from setpiece.cli.arguments import existing

HELP = """
Usage: setpiece merge DATASET DATASET... out=FOLDER

Copies the images of datasets of one config, such as the shares of several machines, into one, and finalises it. Every file is checked
against its record; an image that is in several places is taken once. Safe to interrupt and to repeat; the sources stay as they are.

Example:
  setpiece merge host1/dice host2/dice out=data/dice
"""


def run(words: list[str]) -> int:
    """Copy and finalise; returns the exit code."""
    from setpiece.dataset.finalise import finalise
    from setpiece.dataset.merge import merge
    from setpiece.dataset.places import place
    from setpiece.farm.spread import spread

    usage = HELP.strip().splitlines()[0]
    targets = [word.removeprefix("out=") for word in words if word.startswith("out=")]
    sources = [existing(word) for word in words if not word.startswith("out=")]
    if len(targets) != 1 or not targets[0] or not sources:
        raise UserError(f"expected one out= and at least one dataset\n{usage}")
    out = place(targets[0])
    if out.resolve() in {source.resolve() for source in sources}:
        raise UserError(f"out={out}: is one of the datasets; accepted: another folder, or leave it out of the list")
    copied = merge(sources, out)
    summary = finalise(out, spread)
    print(f"{copied} images copied, {summary.images} in all\ndataset  {out}\npage     {out / 'index.html'}")
    return 0

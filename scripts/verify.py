"""``setpiece verify``: check a finished dataset."""

from typing import TYPE_CHECKING

from setpiece.cli import arguments

if TYPE_CHECKING:
    from setpiece.dataset.places import Place
    from setpiece.dataset.verify import Problem

HELP = """
Usage: setpiece verify DATASET [repair=true]

Checks every file's hash, the annotations against the masks, and the proof that labels and picture agree.
Prints one line per problem; exit code 1 if there are any.
repair=true then takes damaged images out of the dataset and finalises it; `setpiece extend`, or the command that made it, makes them
anew. Files that do not belong to it are left alone.

Example:
  setpiece verify out/tabletop
"""


def run(words: list[str]) -> int:
    """Check and report; returns the exit code."""
    from setpiece.cli.main import EXIT_OK, EXIT_PROBLEMS
    from setpiece.farm.loading import loading

    with loading():
        from setpiece.dataset.verify import verify
        from setpiece.farm.spread import spread

    mend = "repair=true" in words
    root = arguments.dataset([word for word in words if word != "repair=true"], HELP.strip().splitlines()[0])
    problems = verify(root, spread)
    for problem in problems:
        print(problem)
    if mend and problems:
        print(_mended(root, problems))
    print(f"{root}: {len(problems)} problems" if problems else f"{root}: no problems")
    return EXIT_PROBLEMS if problems else EXIT_OK


def _mended(root: "Place", problems: "list[Problem]") -> str:
    from setpiece.dataset.repair import repair
    from setpiece.farm.indices import format_indices

    images = repair(root, problems)
    return f"taken out, to be made anew: images {format_indices(images)}" if images else "finalised again"

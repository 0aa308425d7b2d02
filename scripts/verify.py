"""``setpiece verify``: check a finished dataset."""

from setpiece.cli import arguments

HELP = """
Usage: setpiece verify DATASET

Checks every file's hash, the annotations against the masks, and the proof that labels and picture agree.
Prints one line per problem; exit code 1 if there are any.

Example:
  setpiece verify out/tabletop
"""


def run(words: list[str]) -> int:
    """Check and report; returns the exit code."""
    from setpiece.cli.main import EXIT_OK, EXIT_PROBLEMS
    from setpiece.dataset.verify import verify

    root = arguments.dataset(words, HELP.strip().splitlines()[0])
    problems = verify(root)
    for problem in problems:
        print(problem)
    print(f"{root}: {len(problems)} problems" if problems else f"{root}: no problems")
    return EXIT_PROBLEMS if problems else EXIT_OK

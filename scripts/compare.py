"""``setpiece compare``: which of two datasets looks more like the photographs?"""

import sys

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece compare a=DATASET b=DATASET real=FOLDER out=REPORT [key=value ...]

Judges two datasets against the same photographs: KID of each and the difference with its interval (the photographs'
own chance cancels), the classifier's AUC of each, and every statistic side by side.
Writes REPORT/index.html and REPORT/report.json.

  backbone=inception    inception, efficientnet, or FILE.onnx with FILE.onnx.json
  limit=N               at most N images of each set
  seed=0                of bootstrap and cross-validation

Example:
  setpiece compare a=out/before b=out/after real=~/photos out=out/comparison
"""


def run(argv: list[str]) -> int:
    """Compares and reports; returns the exit code."""
    from setpiece.realism.compare import compare
    from setpiece.realism.image_set import open_images
    from setpiece.realism.report.compare_page import render, to_json
    from setpiece.realism.report.write import as_text, claim, write_report

    args = KeyValues(argv, HELP, required=("a", "b", "real", "out"))
    out, limit = args.path("out"), args.integer("limit", least=2)
    backbone, seed = args.words("backbone", ("inception",)), args.integer("seed", least=0) or 0
    args.done()
    claim(out)
    real, a, b = (open_images(args.path(key), key, limit) for key in ("real", "a", "b"))
    found = compare(real, a, b, backbone[0], seed, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
    write_report(out, render(found), as_text(to_json(found)))
    print(found.sentence)
    print(f"Report: {out / 'index.html'}")
    return 0

"""``setpiece check``: do these look like my photographs, and if not, what gives them away?"""

import sys

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece check data=DATASET real=FOLDER out=REPORT [key=value ...]

Judges a dataset against photographs: distances with intervals and a scale, a classifier that tries to tell
them apart and shows where it looked, and plain statistics with the config key that moves each.
DATASET and FOLDER: a setpiece dataset, a folder of images, or a COCO file with its images beside it.
Writes REPORT/index.html and REPORT/report.json.

  backbone=NAME,...     inception, efficientnet, or FILE.onnx with FILE.onnx.json (default inception,efficientnet);
                        the first gives the KID, the last feeds the classifier
  limit=N               at most N images of each set, evenly spread
  original_resize=true  also the Fréchet distance with the resize of 2017 (pytorch-fid's)
  textures=FOLDER       images that the dataset was made with: looked through for copies of the photographs
  max_auc= max_kid= max_fd= fail_on_leaks=true  thresholds for pipelines
  seed=0                of bootstrap and cross-validation

Weights are fetched once with pip and kept in $SETPIECE_CACHE (default ~/.cache/setpiece), features too.
Exit codes: 0 done; 2 a mistake in what was asked for; 3 a threshold was not met.

Examples:
  setpiece check data=out/tabletop real=~/photos out=out/report
  setpiece check data=out/dice real=dice/train.json out=out/report max_auc=0.9
"""

EXIT_NOT_MET = 3


def run(argv: list[str]) -> int:
    """Judges and reports; returns the exit code."""
    from setpiece.realism.check import CheckConfig, Thresholds, check
    from setpiece.realism.image_set import open_images
    from setpiece.realism.report.data import to_json
    from setpiece.realism.report.page import render
    from setpiece.realism.report.write import claim, write_report

    args = KeyValues(argv, HELP, required=("data", "real", "out"))
    out = args.path("out")
    limit = args.integer("limit", least=2)
    config = CheckConfig(
        backbones=args.words("backbone", ("inception", "efficientnet")),
        original_resize=args.flag("original_resize"),
        thresholds=Thresholds(args.number("max_auc"), args.number("max_kid"), args.number("max_fd"), args.flag("fail_on_leaks")),
        textures=open_images(textures, "textures") if (textures := args.optional_path("textures")) else None,
        seed=args.integer("seed", least=0) or 0,
    )
    args.done()
    claim(out)
    found = check(open_images(args.path("real"), "real", limit), open_images(args.path("data"), "data", limit), config, _say)
    write_report(out, render(found), to_json(found))
    print(found.verdict.sentence)
    for failure in found.verdict.failures:
        print(f"not met: {failure}")
    print(f"Report: {out / 'index.html'}")
    return EXIT_NOT_MET if found.verdict.failures else 0


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)

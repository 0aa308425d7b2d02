"""``setpiece check``: do these look like my photographs, and if not, what gives them away?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError
from setpiece.cli import hdri_crops
from setpiece.cli.key_values import KeyValues

if TYPE_CHECKING:
    from setpiece.realism.check import Check
    from setpiece.realism.report.kept import Finished

HELP = """
Usage: setpiece check data=DATASET real=FOLDER|hdri-crops out=REPORT [key=value ...]

Judges a dataset against photographs: distances with intervals and a scale, a classifier that tries to tell
them apart and shows where it looked, and plain statistics with the config key that moves each.
DATASET and FOLDER: a setpiece dataset, a folder of images, or a COCO file with its images beside it.
real=hdri-crops: no photographs of your own; views of the eight panoramas in Blender's data files, put in REPORT/reference.
Writes REPORT/index.html and REPORT/report.json.

  backbone=NAME,...     inception, efficientnet, or FILE.onnx with FILE.onnx.json (default inception,efficientnet);
                        the first gives the KID, the last feeds the classifier
  limit=N               at most N images of each set, evenly spread
  original_resize=true  also the Fréchet distance with the resize of 2017 (pytorch-fid's)
  textures=FOLDER       images that the dataset was made with: looked through for copies of the photographs
  max_auc= max_kid= max_fd= fail_on_leaks=true  thresholds for pipelines
  offline=skip          where the weights cannot be fetched, say so and exit with 0
  seed=0                of bootstrap and cross-validation

Weights are fetched once with pip and kept in $SETPIECE_CACHE (default ~/.cache/setpiece), features too.
Exit codes: 0 done; 2 a mistake in what was asked for; 3 a threshold was not met.

Examples:
  setpiece check data=out/tabletop real=~/photos out=out/report
  setpiece check data=out/dice real=dice/train.json out=out/report max_auc=0.9
"""


def run(argv: list[str]) -> int:
    """Judges and reports; returns the exit code."""
    from setpiece.realism.backbones.packages import WeightsUnavailableError
    from setpiece.realism.check import CheckConfig, Thresholds, check
    from setpiece.realism.image_set import open_images
    from setpiece.realism.report.kept import kept, report_key
    from setpiece.realism.report.write import claim

    args = KeyValues(argv, HELP, required=("data", "real", "out"))
    out, real = args.path("out"), args.path("real")
    limit = args.integer("limit", least=2)
    skip = _skips(args)
    config = CheckConfig(
        backbones=args.words("backbone", ("inception", "efficientnet")),
        original_resize=args.flag("original_resize"),
        thresholds=Thresholds(args.number("max_auc"), args.number("max_kid"), args.number("max_fd"), args.flag("fail_on_leaks")),
        textures=open_images(textures, "textures") if (textures := args.optional_path("textures")) else None,
        seed=args.integer("seed", least=0) or 0,
        note=hdri_crops.NOTE if str(real) == hdri_crops.NAME else "",
    )
    data = open_images(args.path("data"), "data", limit)
    args.done()
    claim(out)
    try:
        photographs = open_images(_photographs(real, out), "real", limit)
        return _report(out, kept(report_key(photographs, data, config), lambda: _finish(check(photographs, data, config, _say))))
    except WeightsUnavailableError as error:
        if not skip:
            raise
        print(f"No realism check: {error}")
        return 0


def _skips(args: KeyValues) -> bool:
    """Whether missing weights are no failure."""
    words = args.words("offline", ("fail",))
    if words not in (("fail",), ("skip",)):
        raise UserError(f"offline={','.join(words)}: expected skip or fail")
    return words == ("skip",)


def _photographs(real: Path, out: Path) -> Path:
    """The folder of photographs; made first, where the panoramas are asked for."""
    from setpiece.realism.report.write import REFERENCE

    if str(real) != hdri_crops.NAME:
        return real
    hdri_crops.write_crops(out / REFERENCE)
    return out / REFERENCE


def _finish(found: "Check") -> "Finished":
    from setpiece.realism.report.data import to_json
    from setpiece.realism.report.kept import Finished
    from setpiece.realism.report.page import render
    from setpiece.realism.report.write import as_text

    return Finished(render(found), as_text(to_json(found)), found.verdict.sentence, found.verdict.failures)


def _report(out: Path, found: "Finished") -> int:
    from setpiece.cli.main import EXIT_NOT_MET, EXIT_OK
    from setpiece.realism.report.write import write_report

    write_report(out, found.page, found.data)
    print(found.sentence)
    for failure in found.failures:
        print(f"not met: {failure}")
    print(f"Report: {out / 'index.html'}")
    return EXIT_NOT_MET if found.failures else EXIT_OK


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)

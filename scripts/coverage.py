"""``setpiece coverage``: is every group there, and is every group served?"""

from setpiece.assets.errors import UserError
from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece coverage data=DATASET [run=RUN|MODEL.onnx] [key=value ...]

Says how large a share of a dataset each group of a factor has: class, colour, and what a setpiece dataset records of
its scenes (light, lamps, hour, weather, distance, material, attributes). With run=, how well a detector does on each,
with 95 % intervals. DATASET: a setpiece dataset, or a COCO file.

  by=class,weather    only these factors; also size, brightness, position and what else `diagnose` measures, and any place
                      in the recorded scenes, such as camera.focal_length_mm or sensor.effects.noise.iso
  min_share=0.05      groups with a smaller share fall short
  max_gap=0.1         groups whose recall is lower than the others' by more than this, beyond chance, fall short; needs run=
  out=REPORT          writes REPORT/report.json
  classes=a:b,c:-     renames classes of the data to the detector's
  seed=0              of the intervals

The exit code is 3 if a group falls short.

Example:
  setpiece coverage data=out/street by=class,weather,hour min_share=0.05
"""


def run(argv: list[str]) -> int:
    """Counts, scores, prints; returns the exit code."""
    from setpiece.cli.main import EXIT_NOT_MET, EXIT_OK
    from setpiece.realism.detection.coco import open_coco, parse_mapping
    from setpiece.realism.diagnosis.groups import cover
    from setpiece.realism.diagnosis.groups_text import as_json, table
    from setpiece.realism.evaluation.judge import judge
    from setpiece.realism.report.write import as_text, claim

    args = KeyValues(argv, HELP, required=("data",))
    source, model, out = args.path("data"), args.optional_path("run"), args.optional_path("out")
    by, mapping, seed = args.words("by", ()), parse_mapping(args.words("classes", ())), args.integer("seed", least=0) or 0
    min_share, max_gap = (_share(args, key) for key in ("min_share", "max_gap"))
    args.done()
    if max_gap is not None and model is None:
        raise UserError(f"max_gap={max_gap:g}: a score needs a detector; give run=")
    if out:
        claim(out)
    evaluation = judge(model, source, mapping, seed) if model else None
    found = cover(evaluation.truth if evaluation else open_coco(source, "data"), evaluation, by, min_share, max_gap, seed)
    print(table(found))
    if out:
        (out / "report.json").write_text(as_text(as_json(found)))
    for s in found.shortfalls:
        print(f"falls short: {s.sentence}")
    return EXIT_NOT_MET if found.shortfalls else EXIT_OK


def _share(args: KeyValues, key: str) -> float | None:
    value = args.number(key)
    if value is not None and not 0.0 <= value <= 1.0:
        raise UserError(f"{key}={value:g}: expected a number from 0 to 1")
    return value

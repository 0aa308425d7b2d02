"""``setpiece diagnose``: on what, and how, does a detector fail?"""

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece diagnose run=RUN|MODEL.onnx data=DATASET out=REPORT [key=value ...]

Sorts a detector's failures on annotated images. By kind of error (wrong class, badly placed, both, found twice, shows
nothing, missed: TIDE), with what AP50 would gain without each; and by class, size, aspect, place, overlap, neighbours,
truncation, brightness, blur and colour of the object, and by what a setpiece dataset records (light, weather, hour,
distance, material, attributes): recall and precision with 95 % intervals over images. Names the bins that cost most,
with the objects that were not found and the config keys that make more of such.
Writes REPORT/index.html and REPORT/report.json.

  classes=a:b,c:-   renames classes of the data to the detector's; - leaves one out, on either side
  gallery=12        objects shown to each cause
  seed=0            of the intervals

Refuses data that hold an image of the training set, saved again or not.

Example:
  setpiece diagnose run=runs/dice data=real/val.json out=runs/dice-diagnosis
"""


def run(argv: list[str]) -> int:
    """Diagnoses and reports; returns the exit code."""
    from setpiece.realism.detection.coco import parse_mapping
    from setpiece.realism.diagnosis.data import summary, to_json
    from setpiece.realism.diagnosis.diagnose import diagnose
    from setpiece.realism.diagnosis.page import render
    from setpiece.realism.evaluation.judge import judge
    from setpiece.realism.report.write import as_text, claim, write_report

    args = KeyValues(argv, HELP, required=("run", "data", "out"))
    model, out, source = args.path("run"), args.path("out"), args.path("data")
    mapping = parse_mapping(args.words("classes", ()))
    seed, exhibits = args.integer("seed", least=0) or 0, args.integer("gallery", least=0)
    args.done()
    claim(out)
    found = diagnose(judge(model, source, mapping, seed), seed)
    write_report(out, render(found, 12 if exhibits is None else exhibits), as_text(to_json(found)))
    print(summary(found))
    print(f"Report: {out / 'index.html'}")
    return 0

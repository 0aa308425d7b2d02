"""``setpiece evaluate``: how good is a detector on annotated images?"""

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece evaluate run=RUN|MODEL.onnx data=DATASET out=REPORT [key=value ...]

Scores a detector on annotated images: COCO's AP, AP50, AP75 and AR by class and size, each with a 95 % interval
over images; confusion, precision and recall, and the pictures with the most mistakes. Boxes, and masks where both
sides have them. RUN: a folder made by `setpiece train`. DATASET: a setpiece dataset, or a COCO file.
Writes REPORT/index.html, REPORT/report.json and REPORT/detections.json (COCO's results).

  classes=a:b,c:-   renames classes of the data to the detector's; - leaves one out, on either side
  gallery=12        pictures in the gallery
  seed=0            of the intervals

Refuses data that hold an image of the training set, saved again or not.

Example:
  setpiece evaluate run=runs/dice data=real/test.json out=runs/dice-report
"""

RESULTS = "detections.json"


def run(argv: list[str]) -> int:
    """Scores and reports; returns the exit code."""
    import json

    from setpiece.realism.detection.coco import parse_mapping
    from setpiece.realism.evaluation.data import summary, to_json
    from setpiece.realism.evaluation.judge import judge
    from setpiece.realism.evaluation.page import render
    from setpiece.realism.report.write import as_text, claim, write_report

    args = KeyValues(argv, HELP, required=("run", "data", "out"))
    model, out, source = args.path("run"), args.path("out"), args.path("data")
    mapping = parse_mapping(args.words("classes", ()))
    seed, exhibits = args.integer("seed", least=0) or 0, args.integer("gallery", least=0)
    args.done()
    claim(out)
    evaluation = judge(model, source, mapping, seed)
    write_report(out, render(evaluation, 12 if exhibits is None else exhibits), as_text(to_json(evaluation)))
    (out / RESULTS).write_text(json.dumps(evaluation.results) + "\n")
    print(summary(evaluation))
    print(f"Report: {out / 'index.html'}")
    return 0

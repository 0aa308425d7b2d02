"""``setpiece export``: a dataset in the layout that other people's training code wants."""

from setpiece.assets.errors import UserError
from setpiece.cli.arguments import existing
from setpiece.cli.key_values import KeyValues

HELP = """
Usage: setpiece export DATASET format=coco|roboflow|yolo|yolo-seg out=FOLDER [valid=0.2] [test=0]

Copies the pictures of a dataset into splits, with labels in another layout:

  coco       train/ val/ test/, annotations/instances_train.json, ...      MMDetection, Detectron2, torchvision
  roboflow   train/ valid/ test/, each with its _annotations.coco.json     RF-DETR
  yolo       images/train/ labels/train/ ... data.yaml, boxes              Ultralytics, task detect
  yolo-seg   the same with polygons                                        Ultralytics, task segment

Whole scenes are split, so that frames and views of one scene stay together; an image stays in its split when the dataset grows.
What reads COCO reads DATASET/annotations.json as it is: export for splits, or to unpack shards. docs/recipes.md has what comes next.

Example:
  setpiece export data/dice format=yolo out=data/dice-yolo
"""


def run(words: list[str]) -> int:
    """Exports; returns the exit code."""
    from setpiece.dataset.export import export
    from setpiece.dataset.export.split import Shares
    from setpiece.dataset.places import place

    usage = HELP.strip().splitlines()[0]
    sources = [word for word in words if "=" not in word]
    if len(sources) != 1:
        raise UserError(f"expected one dataset, found {len(sources)}\n{usage}")
    args = KeyValues([word for word in words if "=" in word], HELP, required=("format", "out"))
    name, out = args.text("format"), place(args.text("out"))
    valid, test = args.number("valid"), args.number("test")
    args.done()
    shares = Shares(0.2 if valid is None else valid, test or 0.0)
    done = export(existing(sources[0]), out, name, shares)
    print(", ".join(f"{len(indices)} {split}" for split, indices in done.splits.items() if indices) + f"\nwritten  {out}")
    if done.bridged:
        print(f"note     {done.bridged} masks are in several parts; as polygons their parts are joined by lines")
    return 0

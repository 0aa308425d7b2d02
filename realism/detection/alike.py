"""Several annotated sets with the same classes in the same order."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import DROP, CocoSet, open_coco, with_classes


def open_alike(sources: Sequence[tuple[str, Path]], mapping: Mapping[str, str]) -> tuple[CocoSet, ...]:
    """Opens the sets and gives all of them the first one's classes.

    Args:
        sources: the argument's name and the file or folder of each.
        mapping: names of classes, of any of the sets, to the wanted ones; "-" leaves a class out.

    Raises:
        UserError: one cannot be opened, its classes are others, or no box is left in it.
    """
    opened = [open_coco(path.expanduser(), what) for what, path in sources]
    known = {c for s in opened for c in s.classes}
    unknown = [a for a in mapping if a not in known]
    if unknown:
        raise UserError(f"classes={unknown[0]}:...: no such class; the data have {', '.join(sorted(known))}")
    renamed = dict.fromkeys(mapping.get(c, c) for c in opened[0].classes)
    classes = [c for c in renamed if c != DROP]
    if not classes:
        raise UserError("classes=: leaves every class out")
    alike = tuple(with_classes(s, classes, mapping, what) for s, (what, _) in zip(opened, sources, strict=True))
    for s, (what, _) in zip(alike, sources, strict=True):
        if not any(s.counts().values()):
            raise UserError(f"{what}={s.source}: no box is left of the classes {', '.join(classes)}")
    return alike

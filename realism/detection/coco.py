"""COCO instance files as training and evaluation need them: images found, classes by name, ids from 1."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError

DROP = "-"
"""In a mapping of classes: leave this one out."""


@dataclass(frozen=True)
class CocoSet:
    """An annotated set.

    Attributes:
        source: what the user gave.
        classes: names; an annotation's ``category_id`` is its class's place here, counted from 1.
        images: COCO's entries, by id in ascending order.
        annotations: COCO's entries, in the file's order.
        paths: the image files, by image id.
    """

    source: Path
    classes: tuple[str, ...]
    images: tuple[dict[str, Any], ...]
    annotations: tuple[dict[str, Any], ...]
    paths: dict[int, Path]

    @property
    def has_masks(self) -> bool:
        """Whether every annotation has a mask."""
        return bool(self.annotations) and all(a.get("segmentation") for a in self.annotations)

    def counts(self) -> dict[str, int]:
        """Boxes of each class, those of crowds left out."""
        found = Counter(a["category_id"] for a in self.annotations if not a.get("iscrowd"))
        return {name: found[i + 1] for i, name in enumerate(self.classes)}

    def by_image(self) -> dict[int, list[dict[str, Any]]]:
        """Annotations of each image, those without any included."""
        out: dict[int, list[dict[str, Any]]] = {image["id"]: [] for image in self.images}
        for a in self.annotations:
            out[a["image_id"]].append(a)
        return out

    def subset(self, ids: Sequence[int]) -> "CocoSet":
        """Some of the images."""
        wanted = set(ids)
        images = tuple(i for i in self.images if i["id"] in wanted)
        annotations = tuple(a for a in self.annotations if a["image_id"] in wanted)
        return replace(self, images=images, annotations=annotations, paths={i["id"]: self.paths[i["id"]] for i in images})


def open_coco(source: Path, what: str) -> CocoSet:
    """Opens a COCO file, or a folder with ``annotations.json`` in it (a setpiece dataset, for one).

    Args:
        source: file or folder; images stand beside the file, or in ``images/``.
        what: the argument's name, for messages.

    Raises:
        UserError: nothing there, not COCO, no images, no boxes, or images that are missing.
    """
    file = source / "annotations.json" if source.is_dir() else source
    if not file.is_file():
        raise UserError(f"{what}={source}: expected a COCO file, or a folder with annotations.json in it")
    try:
        content = json.loads(file.read_text())
        opened = _parse(content, source, file, what)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{what}={file}: not a COCO instances file ({type(error).__name__}: {error})") from error
    if not opened.images:
        raise UserError(f"{what}={file}: holds no images")
    if not any(opened.counts().values()):
        raise UserError(f"{what}={file}: none of its {len(opened.images)} images has a box; there is nothing to learn or to judge by")
    return opened


def with_classes(coco: CocoSet, classes: Sequence[str], mapping: Mapping[str, str], what: str) -> CocoSet:
    """The set with the given classes, in their order.

    Args:
        coco: a set.
        classes: that it must have after renaming.
        mapping: names of its classes to wanted ones; "-" leaves a class out, on either side.
        what: the argument's name, for messages.

    Raises:
        UserError: its classes are others; the message shows both and how to map them.
    """
    wanted = [c for c in classes if mapping.get(c) != DROP]
    renamed = {c: mapping.get(c, c) for c in coco.classes}
    found = list(dict.fromkeys(n for n in renamed.values() if n != DROP))
    extra, missing = [n for n in found if n not in wanted], [n for n in wanted if n not in found]
    if extra or missing:
        example = ",".join(f"{c}:{(missing or [DROP])[min(i, len(missing) - 1)] if missing else DROP}" for i, c in enumerate(extra))
        example = example or ",".join(f"{c}:{DROP}" for c in missing)
        raise UserError(
            f"{what}={coco.source}: its classes are {', '.join(coco.classes)}; expected {', '.join(wanted)}"
            + (f"; unknown: {', '.join(extra)}" if extra else "")
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + f". Say how they match, such as classes={example} ({DROP} leaves a class out)"
        )
    ids = {i + 1: wanted.index(renamed[c]) + 1 for i, c in enumerate(coco.classes) if renamed[c] != DROP}
    annotations = tuple({**a, "category_id": ids[a["category_id"]]} for a in coco.annotations if a["category_id"] in ids)
    return replace(coco, classes=tuple(wanted), annotations=annotations)


def widened(coco: CocoSet, margin_px: float) -> CocoSet:
    """The set with every side of every box moved outwards, as people draw boxes; at most to the image's edge. Masks stay as they are.

    Args:
        coco: a set.
        margin_px: in pixels of its images, from 0 on.
    """
    sizes = {i["id"]: (float(i["width"]), float(i["height"])) for i in coco.images}

    def wide(box: Sequence[float], width: float, height: float) -> list[float]:
        x, y, w, h = box
        left, top = max(x - margin_px, 0.0), max(y - margin_px, 0.0)
        return [left, top, min(x + w + margin_px, width) - left, min(y + h + margin_px, height) - top]

    return replace(coco, annotations=tuple({**a, "bbox": wide(a["bbox"], *sizes[a["image_id"]])} for a in coco.annotations))


def parse_mapping(words: Sequence[str]) -> dict[str, str]:
    """``a:b`` pairs.

    Raises:
        UserError: a word is not a pair.
    """
    pairs = [word.partition(":") for word in words]
    wrong = [word for word, (a, _, b) in zip(words, pairs, strict=True) if not a or not b]
    if wrong:
        raise UserError(f"classes={wrong[0]}: expected pairs such as their_name:our_name, or name:{DROP} to leave one out")
    return {a: b for a, _, b in pairs}


def as_coco(coco: CocoSet) -> dict[str, Any]:
    """The set as the content of a COCO file; image names are absolute paths, so that it can be written anywhere."""
    categories = [{"id": i + 1, "name": name} for i, name in enumerate(coco.classes)]
    images = [{**i, "file_name": coco.paths[i["id"]].absolute().as_posix()} for i in coco.images]
    return {"images": images, "annotations": list(coco.annotations), "categories": categories}


def _parse(content: dict[str, Any], source: Path, file: Path, what: str) -> CocoSet:
    categories = sorted(content["categories"], key=lambda c: int(c["id"]))
    names = [str(c["name"]) for c in categories]
    if len(set(names)) < len(names):
        raise UserError(f"{what}={file}: two categories have the same name ({', '.join(sorted(names))})")
    number = {c["id"]: i + 1 for i, c in enumerate(categories)}
    images = tuple(sorted(content["images"], key=lambda i: int(i["id"])))
    known = {i["id"] for i in images}
    annotations = []
    for a in content["annotations"]:
        x, y, w, h = (float(v) for v in a["bbox"])
        if a["image_id"] not in known:
            raise ValueError(f"annotation {a.get('id')} is of image {a['image_id']}, which is not listed")
        annotations.append({**a, "category_id": number[a["category_id"]], "bbox": [x, y, w, h], "area": float(a.get("area", w * h))})
    paths = {int(i["id"]): _locate(str(i["file_name"]), file, what) for i in images}
    return CocoSet(source, tuple(names), images, tuple(annotations), paths)


def _locate(name: str, file: Path, what: str) -> Path:
    for candidate in (file.parent / name, file.parent / "images" / name):
        if candidate.is_file():
            return candidate
    raise UserError(f"{what}={file}: image {name!r} is neither in {file.parent} nor in {file.parent / 'images'}")

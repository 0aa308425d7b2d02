"""What is judged: a folder of images, a setpiece dataset, or a COCO file with images beside it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.realism.images import SUFFIXES

MINIMUM = 2


@dataclass(frozen=True)
class Box:
    """One annotated object: its class's name, and ``xywh`` in pixels."""

    category: str
    xywh: tuple[float, float, float, float]
    crowd: bool = False


@dataclass(frozen=True)
class AnnotatedImage:
    """One image of a COCO file."""

    width: int
    height: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class ImageSet:
    """Image files in a fixed order, with annotations where they exist.

    Attributes:
        source: what the user gave.
        paths: files, sorted by path.
        annotated: by path; empty without annotations.
    """

    source: Path
    paths: tuple[Path, ...]
    annotated: dict[Path, AnnotatedImage]

    @cached_property
    def records(self) -> dict[Path, dict[str, Any]]:
        """The scene of each image, as a setpiece dataset records it; empty for other people's images."""
        folder = (self.source if self.source.is_dir() else self.source.parent) / "records"
        by_index = {p.stem: p for p in folder.rglob("*.json")} if folder.is_dir() else {}
        found = {path: by_index[path.stem] for path in self.paths if path.stem in by_index}
        return {path: _read_json(record) for path, record in found.items()}

    def subset(self, indices: Sequence[int]) -> "ImageSet":
        """Some of the images, in the given order."""
        paths = tuple(self.paths[i] for i in indices)
        return ImageSet(self.source, paths, {p: self.annotated[p] for p in paths if p in self.annotated})


def open_images(source: Path, what: str, limit: int | None = None, annotations: Path | None = None) -> ImageSet:
    """Lists a set's images.

    Args:
        source: a folder (all images in it, at any depth; only those under ``images/`` if it is a dataset), or a COCO JSON file.
        what: the argument's name, for messages.
        limit: at most so many images, evenly spread over the set.
        annotations: a COCO file for a folder that has none inside.

    Raises:
        UserError: nothing there, fewer than two images, or a COCO file that names missing ones.
    """
    coco = annotations or _coco_of(source)
    if coco is not None:
        paths, annotated = _read_coco(coco, source if source.is_dir() else source.parent, what)
    elif source.is_dir():
        paths, annotated = _find(source / "images" if (source / "manifest.json").is_file() else source), {}
    else:
        raise UserError(f"{what}={source}: no such folder or COCO file")
    if len(paths) < MINIMUM:
        raise UserError(f"{what}={source}: {len(paths)} images found ({', '.join(sorted(SUFFIXES))}); at least {MINIMUM} are needed")
    chosen = paths if limit is None or limit >= len(paths) else [paths[i * len(paths) // limit] for i in range(limit)]
    return ImageSet(source, tuple(chosen), annotated)


def _coco_of(source: Path) -> Path | None:
    if source.is_file() and source.suffix == ".json":
        return source
    inside = source / "annotations.json"
    return inside if inside.is_file() else None


def _find(folder: Path) -> list[Path]:
    return sorted(
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )


def _read_coco(file: Path, root: Path, what: str) -> tuple[list[Path], dict[Path, AnnotatedImage]]:
    content = _read_json(file)
    try:
        names = {c["id"]: str(c["name"]) for c in content["categories"]}
        boxes: dict[int, list[Box]] = {i["id"]: [] for i in content["images"]}
        for a in content["annotations"]:
            x, y, w, h = (float(v) for v in a["bbox"])
            boxes[a["image_id"]].append(Box(names[a["category_id"]], (x, y, w, h), bool(a.get("iscrowd"))))
        images = {_locate(i["file_name"], root, file, what): i for i in content["images"]}
        annotated = {p: AnnotatedImage(int(i["width"]), int(i["height"]), tuple(boxes[i["id"]])) for p, i in images.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{file}: not a COCO instances file ({type(error).__name__}: {error})") from error
    return sorted(annotated), annotated


def _locate(name: str, root: Path, file: Path, what: str) -> Path:
    for candidate in (root / name, root / "images" / name):
        if candidate.is_file():
            return candidate
    raise UserError(f"{what}: {file} names image {name!r}, which is neither in {root} nor in {root / 'images'}")


def _read_json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise UserError(f"{file}: cannot be read as JSON ({error})") from error
    if not isinstance(content, dict):
        raise UserError(f"{file}: expected a JSON object, found {type(content).__name__}")
    return content

"""A dataset as Hugging Face's ``datasets`` has them: an image and its objects a row, as the hub's detection sets do. Extra ``hf``.

>>> data = load("out/dice")                                             # doctest: +SKIP
>>> data[0]["image"], data[0]["objects"]["bbox"]                        # doctest: +SKIP
>>> data.push_to_hub("me/dice")                                         # doctest: +SKIP
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest, shards
from setpiece.dataset.places import Place, place, read_each
from setpiece.dataset.record import Record, from_bytes, record_path, record_paths

if TYPE_CHECKING:
    from datasets import Dataset

_ROWS_AT_ONCE = 100
"""In memory, where images are copied."""


def load(root: Place | str, cache_dir: str | None = None) -> "Dataset":
    """A dataset as a table on disk that ``datasets`` maps into memory.

    A row holds ``image_id``, ``image``, ``width``, ``height`` and ``objects``, in which are lists with an entry for each object that is
    seen: ``id``, ``category`` (from 0, with names), ``bbox`` (x, y, width, height in pixels), ``area`` (visible pixels),
    ``segmentation`` (COCO's run lengths, as pycocotools decodes them), ``visible_fraction`` and ``truncation``. An image of a folder stays
    where it is, and is opened when its row is asked for; those of shards and object stores are copied into the table.

    Args:
        root: folder or URL of a dataset.
        cache_dir: where the table is kept; where ``datasets`` keeps all of them unless told.

    Raises:
        UserError: ``datasets`` is not installed, there is no dataset, or it holds no image.
    """
    try:
        import datasets
    except ImportError:
        raise UserError("Hugging Face's datasets is not installed: pip install 'setpiece[hf]'") from None
    found = place(root)
    begun = manifest.load(found)
    indices = [int(path.stem) for path in record_paths(found)]
    if not indices:
        raise UserError(f"{found} holds no finished image")
    classes = tuple(sorted(begun.category_ids, key=begun.category_ids.__getitem__))  # a tuple is not split among processes, a list is
    arguments = {"root": str(found.resolve()), "indices": indices, "classes": classes, "config_sha256": begun.config_sha256}
    table: Dataset = datasets.Dataset.from_generator(
        rows, features=_features(classes), gen_kwargs=arguments, cache_dir=cache_dir, writer_batch_size=_ROWS_AT_ONCE
    )
    return table


def rows(root: str, indices: list[int], classes: tuple[str, ...], config_sha256: str) -> Iterator[dict[str, Any]]:
    """The rows of some images; all arguments together are the table's name in the cache.

    Raises:
        UserError: a record is damaged.
    """
    del config_sha256  # another config is another table
    found = place(root)
    for path, data in read_each(found, (record_path(found, index) for index in indices)):
        try:
            record = from_bytes(data)
        except ValueError as error:
            raise UserError(f"{path}: {error}") from error
        camera = record.spec.camera
        yield {
            "image_id": record.spec.index,
            "image": _image(found, record),
            "width": camera.width,
            "height": camera.height,
            "objects": _objects(record, classes),
        }


def _image(root: Place, record: Record) -> dict[str, Any]:
    entry = record.files["images"]
    if isinstance(root, Path) and entry.offset is None:
        return {"path": str(root / entry.path), "bytes": None}
    return {"path": Path(entry.path).name, "bytes": shards.read_file(root, entry)}


def _objects(record: Record, classes: tuple[str, ...]) -> dict[str, list[Any]]:
    seen = [thing for thing in record.objects if thing.bbox_xywh is not None]
    return {
        "id": [thing.instance_id for thing in seen],
        "category": [classes.index(thing.category) for thing in seen],
        "bbox": [thing.bbox_xywh for thing in seen],
        "area": [thing.visible_px for thing in seen],
        "segmentation": [{"size": list(thing.visible.size), "counts": thing.visible.counts} for thing in seen],
        "visible_fraction": [thing.visible_fraction for thing in seen],
        "truncation": [thing.truncation for thing in seen],
    }


def _features(classes: tuple[str, ...]) -> Any:  # noqa: ANN401 - datasets is not imported for a check
    from datasets import ClassLabel, Features, Image, List, Value

    objects = {
        "id": List(Value("int64")),
        "category": List(ClassLabel(names=list(classes))),
        "bbox": List(List(Value("float32"), length=4)),
        "area": List(Value("int64")),
        "segmentation": List({"size": List(Value("int64"), length=2), "counts": Value("string")}),
        "visible_fraction": List(Value("float32")),
        "truncation": List(Value("float32")),
    }
    image = {"image_id": Value("int64"), "image": Image(), "width": Value("int64"), "height": Value("int64")}
    return Features({**image, "objects": objects})

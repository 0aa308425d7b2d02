"""Writes a dataset anew in another layout: pictures copied byte for byte, labels made from the records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from setpiece.assets.errors import UserError
from setpiece.dataset import coco, manifest
from setpiece.dataset.export import yolo
from setpiece.dataset.export.split import Shares, Split, scene_of
from setpiece.dataset.files import write_atomically, writing
from setpiece.dataset.manifest import Manifest
from setpiece.dataset.places import Place, names_in
from setpiece.dataset.record import Record
from setpiece.dataset.shards import read_file
from setpiece.dataset.store import Store, records


@dataclass(frozen=True)
class Format:
    """A layout.

    Attributes:
        picture: path of a picture, by split and name.
        labels: path and content of the file that lies beside each picture; None where all share one.
        coco: path of the COCO file of a split; None where each picture has its own.
        valid: what the split that is validated on is called.
    """

    picture: str
    labels: tuple[str, Callable[[Record, Mapping[str, int]], yolo.Rows]] | None = None
    coco: str | None = None
    valid: str = "val"


FORMATS = {
    "coco": Format("{split}/{name}", coco="annotations/instances_{split}.json"),
    "roboflow": Format("{split}/{name}", coco="{split}/_annotations.coco.json", valid="valid"),
    "yolo": Format("images/{split}/{name}", labels=("labels/{split}/{stem}.txt", yolo.boxes)),
    "yolo-seg": Format("images/{split}/{name}", labels=("labels/{split}/{stem}.txt", yolo.polygons)),
}


@dataclass
class Exported:
    """What was written.

    Attributes:
        splits: indices of the images of each split.
        bridged: how many masks in several parts became one polygon whose parts are joined by lines.
    """

    splits: dict[Split, list[int]] = field(default_factory=lambda: {"train": [], "valid": [], "test": []})
    bridged: int = 0


def export(source: Place, out: Place, name: str, shares: Shares) -> Exported:
    """Copies a dataset into another layout.

    Args:
        source: a dataset, finalised or not, of files or of shards.
        out: an empty folder, or one that is not there, or a prefix of an object store.
        name: of the format.
        shares: of the splits.

    Raises:
        UserError: no such format, no dataset, no image for a split that was asked for, or ``out`` holds something.
    """
    if name not in FORMATS:
        raise UserError(f"format={name}: no such format; accepted: {', '.join(FORMATS)}")
    if names_in(out):
        raise UserError(f"out={out}: is not empty, and nothing is overwritten; accepted: a folder that is not there yet")
    chosen, begun, done = FORMATS[name], manifest.load(source), Exported()
    for record in records(source):
        done.splits[shares.split_of(scene_of(record.spec))].append(record.spec.index)
    _refuse_empty_splits(source, shares, done.splits)
    for split, indices in done.splits.items():
        called = chosen.valid if split == "valid" else split
        for record in _some(source, indices):
            done.bridged += _write_image(source, out, chosen, called, record, begun)
        if chosen.coco and indices:
            with writing(out / chosen.coco.format(split=called)) as stream:
                coco.write(stream, begun, map(_with_picture_only, _some(source, indices)))
    if chosen.labels:
        write_atomically(out / yolo.FILE, yolo.description(begun.category_ids, done.splits).encode())
    return done


def _write_image(source: Place, out: Place, chosen: Format, called: str, record: Record, begun: Manifest) -> int:
    """Writes a picture, and its labels where they are beside it; returns how many masks were bridged."""
    picture = record.files["images"]
    name = _name(record)
    try:
        data = read_file(source, picture)
    except FileNotFoundError as error:
        raise UserError(f"{source / picture.path}: is missing; `setpiece verify` lists what else is") from error
    write_atomically(out / chosen.picture.format(split=called, name=name), data, durable=False)
    if chosen.labels is None:
        return 0
    path, rows_of = chosen.labels
    rows = rows_of(record, begun.category_ids)
    write_atomically(out / path.format(split=called, stem=name.rpartition(".")[0]), rows.text.encode(), durable=False)
    return rows.bridged


def _with_picture_only(record: Record) -> Record:
    """The record as if the picture were all its files, beside the COCO file or in the folder that its reader is told of."""
    picture = record.files["images"].model_copy(update={"path": _name(record)})
    return record.model_copy(update={"files": {"images": picture}})


def _name(record: Record) -> str:
    """Of a picture, the same in a folder and in a shard."""
    return record.files["images"].path.rpartition("/")[2]


def _some(source: Place, indices: Sequence[int]) -> Iterator[Record]:
    store = Store(source)
    return (store.read(index) for index in indices)


def _refuse_empty_splits(source: Place, shares: Shares, splits: Mapping[Split, Sequence[int]]) -> None:
    total = sum(map(len, splits.values()))
    if not total:
        raise UserError(f"{source} holds no finished image")
    asked: dict[Split, float] = {"train": 1.0 - shares.valid - shares.test, "valid": shares.valid, "test": shares.test}
    for split, share in asked.items():
        if share > 0.0 and not splits[split]:
            raise UserError(
                f"{split}={share:g}: of the {total} images of {source} none falls to it, as whole scenes are split; "
                f"accepted: another share, or a dataset of more scenes"
            )

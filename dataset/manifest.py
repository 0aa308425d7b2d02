"""manifest.json: what a dataset is made from. Written when it is begun, completed when it is finalised."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any, Literal

from pydantic import JsonValue, ValidationError

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Spec
from setpiece.dataset.config import OutputConfig
from setpiece.dataset.files import disk_trouble, scratch, sync_folder, write_atomically
from setpiece.dataset.objects import ObjectPath
from setpiece.dataset.places import Place

NAME = "manifest.json"
RUN_KEYS = frozenset({"count", "out", "device", "farm", "indices", "share"})
"""Config keys that say who makes which image and where, but do not decide what is in it."""
_REMEDY = f"make one image in another folder with the command that made this dataset, and copy its {NAME} here"
_PACKAGES = (
    "setpiece", "bpy", "numpy", "scipy", "trimesh", "embreex", "manifold3d", "python-fcl",
    "opencolorio", "opencv-python", "OpenEXR", "pycocotools", "pydantic",
)  # fmt: skip


class CategoryEntry(Spec):
    """One class of the annotations; ids count from 1 in the order of the sorted names."""

    id: int
    name: str


class Summary(Spec):
    """What the dataset held when it was last finalised.

    Attributes:
        images, annotations, hidden_objects: counts; hidden objects have no visible pixel and so no annotation.
        quarantined: frames that failed the label proof.
        annotations_per_category: counts by name.
        annotations_sha256: hash of annotations.json.
        assets: every model that stands in an image, scenery too.
    """

    images: int
    annotations: int
    hidden_objects: int
    quarantined: int
    annotations_per_category: dict[str, int]
    annotations_sha256: str
    assets: tuple[AssetRef, ...]


class Manifest(Spec):
    """What a dataset is made from.

    Attributes:
        config: the resolved config without ``RUN_KEYS``.
        config_sha256: hash of its canonical JSON.
        versions: of the packages that decide what is in an image.
        summary: None until finalised.
    """

    schema_version: Literal[1] = 1
    config: dict[str, JsonValue]
    config_sha256: str
    categories: tuple[CategoryEntry, ...]
    versions: dict[str, str]
    summary: Summary | None = None

    @property
    def category_ids(self) -> dict[str, int]:
        """Ids by name."""
        return {entry.name: entry.id for entry in self.categories}


def content(config: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The part of a resolved config that decides what is in the images, keys sorted throughout."""
    decided = {key: value for key, value in config.items() if key not in RUN_KEYS}
    sorted_copy: dict[str, JsonValue] = json.loads(canonical_json(decided))
    return sorted_copy


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def versions() -> dict[str, str]:
    """Versions of Python and of the installed packages that decide what is in an image."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def begin(root: Place, config: Mapping[str, JsonValue], categories: Sequence[str]) -> Manifest:
    """Begins a dataset, or takes up one that was begun with the same config, categories and versions.

    Any number of processes may call it at once for one folder.

    Args:
        root: the dataset's folder, made if missing.
        config: the whole resolved config.
        categories: names of the annotated classes, in any order.

    Raises:
        UserError: if the folder holds a dataset of another config (it says what differs), or something else, or is not writable.
    """
    decided = content(config)
    names = sorted(set(categories))
    manifest = Manifest(
        config=decided,
        config_sha256=hashlib.sha256(canonical_json(decided).encode()).hexdigest(),
        categories=tuple(CategoryEntry(id=number, name=name) for number, name in enumerate(names, start=1)),
        versions=versions(),
    )
    return adopt(root, manifest)


def adopt(root: Place, manifest: Manifest) -> Manifest:
    """Begins a dataset with the manifest of another one, or takes up one that agrees with it.

    Raises:
        UserError: as ``begin``.
    """
    if not (root / NAME).exists():
        _refuse_other_folders(root)
        _create(root, manifest.model_copy(update={"summary": None}))
    return _agreeing(root, manifest)


def load(root: Place) -> Manifest:
    """The manifest of a dataset.

    Raises:
        UserError: if there is none, or it cannot be read.
    """
    path = root / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise UserError(f"{root} is not a dataset of setpiece: it has no {NAME}") from error
    except NotADirectoryError as error:
        raise UserError(f"{root} is a file; expected the folder of a dataset") from error
    except ValidationError as error:
        raise UserError(f"{path} is damaged: {error.errors()[0]['msg']}; {_REMEDY}") from error


def output(root: Place, manifest: Manifest) -> OutputConfig:
    """Which files a dataset's images have.

    Raises:
        UserError: the manifest does not say it in a way that this version reads.
    """
    try:
        return OutputConfig.model_validate(manifest.config.get("output", {}))
    except ValidationError as error:
        raise UserError(f"{root / NAME}: output: {error.errors()[0]['msg']}") from error


def save(root: Place, manifest: Manifest) -> None:
    """Replaces the manifest of a dataset."""
    write_atomically(root / NAME, _to_bytes(manifest))
    sync_folder(root)


def differences(old: JsonValue, new: JsonValue, key: str = "") -> Iterator[str]:
    """Lines ``key: old -> new`` for every leaf that differs between two trees of JSON."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            inner = f"{key}.{name}" if key else name
            if name not in new:
                yield f"{inner}: {_short(old[name])} -> not set"
            elif name not in old:
                yield f"{inner}: not set -> {_short(new[name])}"
            else:
                yield from differences(old[name], new[name], inner)
    elif canonical_json(old) != canonical_json(new):
        yield f"{key}: {_short(old)} -> {_short(new)}"


def disagreement(there: Manifest, wanted: Manifest) -> str:
    """What two datasets do not have in common, a line each; empty where images of the one may stand among those of the other."""
    lines = [
        *differences(there.config, wanted.config),
        *differences([entry.name for entry in there.categories], [entry.name for entry in wanted.categories], "categories"),
        *differences({"versions": dict(there.versions)}, {"versions": dict(wanted.versions)}),
    ]
    return "".join(f"\n  {line}" for line in lines[:20]) + (f"\n  and {len(lines) - 20} more" if len(lines) > 20 else "")


def _agreeing(root: Place, wanted: Manifest) -> Manifest:
    found = load(root)
    if shown := disagreement(found, wanted):
        raise UserError(
            f"{root} holds a dataset of another config; nothing was changed. What differs (there -> asked for):{shown}\n"
            "Choose another folder with out=..., or ask for the config that it was begun with."
        )
    return found


def _refuse_other_folders(root: Place) -> None:
    with disk_trouble(root):
        if not isinstance(root, ObjectPath):
            root.mkdir(parents=True, exist_ok=True)
        strangers = sorted(entry.name for entry in root.iterdir() if not entry.name.startswith(".") and entry.name != NAME)
    if "records" in strangers and not (root / NAME).exists():
        raise UserError(f"{root} holds images, but its {NAME} is lost; {_REMEDY}")
    if strangers and not (root / NAME).exists():
        raise UserError(
            f"{root} is not empty and not a dataset of setpiece (it holds {strangers[0]!r}); choose an empty folder with out=..."
        )


def _create(root: Place, manifest: Manifest) -> None:
    """Puts the manifest there unless another process was faster; links, unlike renames, never replace."""
    if isinstance(root, ObjectPath):
        (root / NAME).create(_to_bytes(manifest))
        return
    draft = scratch(root / NAME).with_suffix(".draft")
    write_atomically(draft, _to_bytes(manifest))
    try:
        (root / NAME).hardlink_to(draft)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        draft.replace(root / NAME)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(root)


def _to_bytes(manifest: Manifest) -> bytes:
    return (json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True) + "\n").encode()


def _short(value: Any) -> str:  # noqa: ANN401 - any JSON
    text = json.dumps(value)
    return text if len(text) <= 80 else text[:77] + "..."

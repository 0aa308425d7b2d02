"""The folder of a training run: what it is (``run.json``), how far it is (``checkpoint.pt``), what came of it (``model.onnx``)."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torchvision

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.training.config import TrainConfig

RUN, CHECKPOINT, MODEL, FINGERPRINTS = "run.json", "checkpoint.pt", "model.onnx", "training_images.npz"
SCHEMA = 1


@dataclass(frozen=True)
class Run:
    """A training run, apart from its progress.

    Attributes:
        folder: where it is kept.
        config: how it trains.
        classes: names; label 1 is the first.
        data: source, images, boxes and hash of each set.
        shares: of the sets; None by their number of images.
    """

    folder: Path
    config: TrainConfig
    classes: tuple[str, ...]
    data: tuple[dict[str, Any], ...]
    shares: tuple[float, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        return {
            "schema": SCHEMA,
            "config": self.config.model_dump(mode="json"),
            "classes": list(self.classes),
            "data": list(self.data),
            "shares": list(self.shares) if self.shares else None,
            "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
        }


def describe(coco: CocoSet) -> dict[str, Any]:
    """A set's entry in ``run.json``; the hash covers annotations, classes and the images' names."""
    content = json.dumps([coco.classes, coco.images, coco.annotations], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return {"source": str(coco.source), "images": len(coco.images), "boxes": sum(coco.counts().values()), "sha256": digest}


def claim(run: Run) -> None:
    """Writes ``run.json``, or finds that the same run is there already.

    Raises:
        UserError: the folder holds something else, or a run that was told otherwise.
    """
    file, wanted = run.folder / RUN, run.as_json()
    if file.is_file():
        found = _read(file)
        differing = _differences(found, wanted)
        if differing:
            raise UserError(f"out={run.folder}: holds another run; it differs in {'; '.join(differing)}. Give another folder")
        return
    if run.folder.exists() and (not run.folder.is_dir() or any(run.folder.iterdir())):
        raise UserError(f"out={run.folder}: exists and holds no training run; nothing is overwritten")
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"out={run.folder}: {error.strerror}") from error
    replace_whole(file, (json.dumps(wanted, indent=1) + "\n").encode())


def open_run(folder: Path) -> Run:
    """A run that was begun.

    Raises:
        UserError: there is none.
    """
    content = _read(folder / RUN)
    shares = tuple(content["shares"]) if content.get("shares") else None
    config = TrainConfig.model_validate(content["config"])
    return Run(folder, config, tuple(content["classes"]), tuple(content["data"]), shares)


def replace_whole(path: Path, content: bytes) -> None:
    """Writes a file that is either the old one or the new one, whenever the machine stops."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _read(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise UserError(f"{file}: not a training run ({error})") from error
    return content


def _differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """In words; where the data lie and what the machine is do not count."""
    old, new = (_flat({**c["config"], "classes": c["classes"], "shares": c.get("shares")}) for c in (found, wanted))
    out = [f"{k}={old.get(k)} there, {k}={new.get(k)} now" for k in sorted(old.keys() | new.keys()) if old.get(k) != new.get(k)]
    hashes: Sequence[list[str]] = [[d["sha256"] for d in c["data"]] for c in (found, wanted)]
    return [k for k in out if not k.startswith(("device=", "save_every="))] + (["data"] if hashes[0] != hashes[1] else [])


def _flat(content: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in content.items():
        out |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return out

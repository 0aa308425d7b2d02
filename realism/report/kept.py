"""Finished reports, kept by everything that they follow from: judging the same files the same way again takes no time.

They live in ``$SETPIECE_CACHE/reports``, the newest few of them. One that is damaged is made anew.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from setpiece.realism.backbones.backbone import BUILT_IN
from setpiece.realism.backbones.packages import cache_folder
from setpiece.realism.check import CheckConfig
from setpiece.realism.features import content_hashes
from setpiece.realism.image_set import ImageSet

KEPT = 20
_LIBRARIES = ("numpy", "scipy", "opencv-python", "pillow", "onnxruntime")


@dataclass(frozen=True)
class Finished:
    """A report as it is written and told.

    Attributes:
        page: ``index.html``.
        data: ``report.json``, as text.
        sentence: the verdict.
        failures: thresholds that were not met.
    """

    page: str
    data: str
    sentence: str
    failures: tuple[str, ...]


def kept(key: str, make: Callable[[], Finished]) -> Finished:
    """The report of that key, made if it is not there."""
    folder = cache_folder() / "reports"
    file = folder / f"{key}.json"
    found = _read(file)
    if found is None:
        found = make()
        _write(file, found)
    return found


def report_key(real: ImageSet, data: ImageSet, config: CheckConfig) -> str:
    """Hash of the files' names and contents, annotations, records, the config, and the code that judges."""
    sets = [s for s in (real, data, config.textures) if s is not None]
    digest = hashlib.sha256(f"{_code_hash()} {config!r}".encode())
    for images in sets:
        digest.update(repr([images.source, images.paths, sorted(images.annotated.items())]).encode())
        digest.update(b"".join(content_hashes(images.paths)))
        digest.update(json.dumps([images.records[p] for p in images.paths if p in images.records], sort_keys=True).encode())
    networks = [Path(name) for name in config.backbones if name not in BUILT_IN]
    declared = [p for network in networks for p in (network, network.with_name(f"{network.name}.json")) if p.is_file()]
    digest.update(b"".join(content_hashes(declared)))
    return digest.hexdigest()


def _read(file: Path) -> Finished | None:
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        return Finished(raw["page"], raw["data"], raw["sentence"], tuple(raw["failures"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(file: Path, found: Finished) -> None:
    """Keeps the newest; a folder that cannot be written costs time and nothing else."""
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(asdict(found)), encoding="utf-8")
        part.replace(file)
        for old in sorted(file.parent.glob("*.json"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)


@cache
def _code_hash() -> str:
    room = Path(__file__).parent.parent
    digest = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in _LIBRARIES).encode())
    for file in sorted(p for p in room.rglob("*") if p.suffix in (".py", ".css")):
        digest.update(file.read_bytes())
    return digest.hexdigest()

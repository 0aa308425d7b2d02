"""A helper: a process with a desk of its own, that draws and finishes images for a worker. It imports no Blender.

One Python process can do little more than one thing at a time. Where labels and files of an image take longer than its rendering, a worker
with helpers keeps its device busy all the same.
"""

import os
import sys
import traceback
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection

from setpiece.assets.errors import UserError
from setpiece.farm.config import Config
from setpiece.farm.desk import Desk
from setpiece.farm.draft import Draft
from setpiece.farm.machine import resident_mb
from setpiece.farm.outcome import Outcome
from setpiece.farm.processes import describe_exit, start
from setpiece.render.frame import Frame, Geometry
from setpiece.scenes.lru import SizedCache

_END_WITHIN_S = 5.0
_KEPT_BYTES = 128 << 20
"""Of geometries, in a helper; the ray-cast trees that are made of them are kept besides."""


class HelperError(RuntimeError):
    """What went wrong in a helper; its log holds the details."""


@dataclass(frozen=True)
class _Wanted:
    """The helper asks for a geometry that it does not know."""

    key: str


@dataclass(frozen=True)
class _Answer:
    """What became of a step: the draft after it, and the image's outcome, if it has one; or what was raised."""

    draft: Draft | None = None
    outcome: Outcome | None = None
    error: str | None = None
    refusal: str | None = None
    resident_mb: float = 0.0


class Helper:
    """The worker's side of a helper; for one thread at a time.

    Start it in a thread that stays: the process ends with it.

    Args:
        config_json: the whole config.

    Attributes:
        resident_mb: memory of the process when it answered last.
    """

    def __init__(self, config_json: str) -> None:
        self._process, self._connection = start(serve_desk, config_json)
        self.resident_mb = 0.0

    def draw(self, draft: Draft) -> Outcome | None:
        """As ``Desk.draw``, there."""
        return self._step(draft, replace(draft, models={}), {})

    def finish(self, draft: Draft) -> Outcome | None:
        """As ``Desk.finish``, there; geometries are only sent where they are not known yet."""
        frame, draft.frame = draft.frame, None
        assert frame is not None
        return self._step(draft, replace(draft, models={}, frame=replace(frame, geometries={})), dict(frame.geometries))

    def _step(self, draft: Draft, sent: Draft, geometries: dict[str, Geometry]) -> Outcome | None:
        try:
            self._connection.send(sent)
            while isinstance(answer := self._connection.recv(), _Wanted):
                self._connection.send(geometries[answer.key])
        except (EOFError, OSError):
            self._process.join(_END_WITHIN_S)
            raise HelperError(f"its helper ended: {describe_exit(self._process.exitcode)}") from None
        self.resident_mb = answer.resident_mb
        if answer.refusal is not None:
            raise UserError(answer.refusal)
        if answer.error is not None:
            raise HelperError(answer.error)
        draft.take_over(answer.draft)
        outcome: Outcome | None = answer.outcome
        return outcome


def serve_desk(connection: Connection, config_json: str) -> None:
    """The helper's main function: answers drafts until the worker is gone. What has a frame is finished, the others are drawn."""
    desk = Desk(Config.model_validate_json(config_json))
    kept: SizedCache[Geometry] = SizedCache(_KEPT_BYTES, _nbytes)
    while (draft := _receive(connection)) is not None:
        try:
            if draft.frame is None:
                outcome = desk.draw(draft)
            else:
                draft.frame = _whole(draft.frame, kept, connection)
                outcome = desk.finish(draft)
            answer = _Answer(draft, outcome, resident_mb=resident_mb())
        except UserError as error:
            answer = _Answer(refusal=str(error))
        except Exception as error:
            traceback.print_exc()
            sys.stderr.flush()
            answer = _Answer(error=f"{type(error).__name__}: {error}")
        connection.send(answer)
    os._exit(0)


def _whole(frame: Frame, kept: SizedCache[Geometry], connection: Connection) -> Frame:
    """The frame with its geometries: those that are kept here, and the others from the worker."""

    def fetch(key: str) -> Geometry:
        connection.send(_Wanted(key))
        geometry: Geometry = connection.recv()
        return geometry

    geometries = {placed.geometry: kept.get(placed.geometry, partial(fetch, placed.geometry)) for placed in frame.placed}
    return replace(frame, geometries=geometries)


def _nbytes(geometry: Geometry) -> int:
    uvs = 0 if geometry.corner_uvs is None else geometry.corner_uvs.nbytes
    arrays = (geometry.vertices, geometry.triangles, geometry.corner_normals, geometry.material_slots)
    return uvs + sum(array.nbytes for array in arrays) + sum(cutout.alpha.nbytes for cutout in geometry.cutouts.values())


def _receive(connection: Connection) -> Draft | None:
    """The next draft; None when the worker is gone."""
    try:
        draft: Draft = connection.recv()
    except (EOFError, OSError):
        return None
    return draft

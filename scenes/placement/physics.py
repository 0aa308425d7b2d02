"""Rigid bodies that fall and come to rest: MuJoCo, single-threaded and so the same every time.

E. Todorov, T. Erez, Y. Tassa, "MuJoCo: a physics engine for model-based control", IROS 2012.
"""

from collections.abc import Sequence

import mujoco
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body
from setpiece.scenes.convex import convex_pieces
from setpiece.scenes.transforms import rigid

Float64 = NDArray[np.float64]

STEP_S = 0.003
DENSITY_KG_M3 = 700.0
LEAST_MASS_KG = 0.005
FRICTION = (0.6, 0.01, 0.002)
"""Sliding, torsional (m), rolling (m): dry wood, paper and plastic on each other."""

WATCH_STEPS = 30
STILL_M = 6e-4
"""No point of a thing at rest moves by more than this in ``WATCH_STEPS`` steps; contacts alone make it tremble by less."""

CALM_S = 1.2
"""After this, what still rocks and rolls is slowed down more."""

DRAG_1_S = (0.2, 2.0, 30.0)
"""Rates at which speed dies away in no contact at all: straight motion, rotation, and both after ``CALM_S``."""


def settle(bodies: Sequence[Body], obstacles: Sequence[Body], floor_m: float, limit_s: float) -> list[Body] | None:
    """Let bodies fall from where they are until all lie still.

    Args:
        bodies: free of each other.
        obstacles: scenery that reaches above the floor.
        floor_m: height of an endless level floor.
        limit_s: simulated seconds.

    Returns:
        The bodies in the same order, or None if they do not come to rest in time.
    """
    model = _compile(bodies, obstacles, floor_m)
    data = mujoco.MjData(model)
    drag = np.tile(np.repeat(DRAG_1_S[:2], 3), len(bodies))
    resistance = model.dof_M0.copy()
    model.dof_damping[:] = resistance * drag
    reach = np.array([np.linalg.norm(body.solid.hull_points - body.solid.centre_of_mass, axis=1).max() for body in bodies])
    before = _poses(data, len(bodies))
    while data.time < limit_s:
        mujoco.mj_step(model, data, WATCH_STEPS)
        now = _poses(data, len(bodies))
        moved = np.linalg.norm(now[0] - before[0], axis=1) + np.linalg.norm(now[1] - before[1], axis=(1, 2)) * reach
        if moved.max() < STILL_M:
            return [_moved(body, *pose) for body, *pose in zip(bodies, *now, strict=True)]
        before = now
        if data.time > CALM_S:
            model.dof_damping[:] = resistance * DRAG_1_S[2]
    return None


def _poses(data: mujoco.MjData, count: int) -> tuple[Float64, Float64]:
    """(N, 3) positions and (N, 3, 3) orientations of the free bodies."""
    return data.xpos[1 : count + 1].copy(), data.xmat[1 : count + 1].reshape(-1, 3, 3).copy()


def _compile(bodies: Sequence[Body], obstacles: Sequence[Body], floor_m: float) -> mujoco.MjModel:
    spec = mujoco.MjSpec()
    spec.option.timestep = STEP_S
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    # Without this, what should stick creeps.
    spec.option.noslip_iterations = 3
    spec.compiler.usethread = False
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=[0, 0, 1], pos=[0, 0, floor_m], **_touch())
    meshes: dict[str, list[str]] = {}
    for body in bodies:
        _add_geoms(spec, _add_body(spec, body, free=True), body, meshes)
    for obstacle in obstacles:
        _add_geoms(spec, _add_body(spec, obstacle, free=False), obstacle, meshes)
    return spec.compile()


def _add_body(spec: mujoco.MjSpec, body: Body, *, free: bool) -> mujoco.MjsBody:
    quaternion = np.empty(4)
    mujoco.mju_mat2Quat(quaternion, np.ascontiguousarray(body.world_from_object[:3, :3]).ravel())
    added = spec.worldbody.add_body(pos=body.world_from_object[:3, 3], quat=quaternion)
    if free:
        added.add_freejoint()
        mass = max(LEAST_MASS_KG, DENSITY_KG_M3 * sum(_box_volume(piece) for piece in convex_pieces(body)) * 0.6)
        added.explicitinertial = True
        added.mass = mass
        added.ipos = body.solid.centre_of_mass
        added.inertia = _box_inertia(np.ptp(body.solid.bounds_m, axis=0), mass)
    return added


def _add_geoms(spec: mujoco.MjSpec, added: mujoco.MjsBody, body: Body, meshes: dict[str, list[str]]) -> None:
    key = body.ref.sha256
    if key not in meshes:
        meshes[key] = []
        for number, points in enumerate(convex_pieces(body)):
            meshes[key].append(f"{key}/{number}")
            mesh = spec.add_mesh(name=meshes[key][-1], uservert=points.ravel())
            mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_CONVEX
    for name in meshes[key]:
        added.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname=name, **_touch())


def _touch() -> dict[str, object]:
    return {"condim": 6, "friction": FRICTION, "solref": [0.009, 1.0], "solimp": [0.95, 0.995, 0.0005, 0.5, 2.0]}


def _box_volume(points: Float64) -> float:
    return float(np.prod(np.ptp(points, axis=0)))


def _box_inertia(size: Float64, mass: float) -> Float64:
    squares = size**2
    inertia: Float64 = mass / 12.0 * (squares.sum() - squares)
    return inertia


def _moved(body: Body, position: Float64, rotation: Float64) -> Body:
    return Body(body.ref, body.solid, rigid(rotation, position), annotated=body.annotated)

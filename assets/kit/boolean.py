"""Solid booleans that keep material slots and texture coordinates (manifold3d)."""

from collections.abc import Sequence

import manifold3d
import numpy as np

from setpiece.assets.kit.part import Part

# manifold3d works in float32 metres with a tolerance near 1e-7 of the size; thousandths keep fine bevels well above it.
_SCALE = 1000.0


def union(parts: Sequence[Part]) -> Part:
    """One solid of several that overlap."""
    return _combine(parts, manifold3d.OpType.Add)


def difference(body: Part, cutters: Sequence[Part]) -> Part:
    """The body without the cutters; cut faces keep the cutters' material slots."""
    return _combine([body, *cutters], manifold3d.OpType.Subtract)


def intersection(parts: Sequence[Part]) -> Part:
    """What the parts have in common."""
    return _combine(parts, manifold3d.OpType.Intersect)


def _combine(parts: Sequence[Part], operation: manifold3d.OpType) -> Part:
    first_id = manifold3d.Manifold.reserve_ids(sum(int(part.slots.max()) + 1 for part in parts))
    solids, slot_of_id = [], {}
    for part in parts:
        ids = np.unique(part.slots)
        slot_of_id.update({first_id + k: int(slot) for k, slot in enumerate(ids)})
        solids.append(_manifold(part, ids, first_id))
        first_id += len(ids)
    return _part(manifold3d.Manifold.batch_boolean(solids, operation).to_mesh(), slot_of_id)


def _manifold(part: Part, slots: np.ndarray, first_id: int) -> manifold3d.Manifold:  # type: ignore[type-arg]
    """Every corner its own vertex, because texture coordinates differ per corner; the merge vectors weld them."""
    order = np.argsort(part.slots, kind="stable")
    triangles = part.triangles[order]
    corners = triangles.ravel()
    _, first, welded = np.unique(corners, return_index=True, return_inverse=True)
    target = first[welded.reshape(-1)]
    moved = np.flatnonzero(target != np.arange(len(corners)))
    properties = np.column_stack([part.vertices[corners] * _SCALE, part.uvs[order].reshape(-1, 2)]).astype(np.float32)
    starts = 3 * np.searchsorted(part.slots[order], slots)
    mesh = manifold3d.Mesh(
        vert_properties=properties,
        tri_verts=np.arange(len(corners), dtype=np.uint32).reshape(-1, 3),
        merge_from_vert=moved.astype(np.uint32),
        merge_to_vert=target[moved].astype(np.uint32),
        run_index=np.append(starts, len(corners)).astype(np.uint32),
        run_original_id=np.arange(first_id, first_id + len(slots), dtype=np.uint32),
    )
    solid = manifold3d.Manifold(mesh)
    if solid.status() != manifold3d.Error.NoError:
        raise ValueError(f"not a closed solid: {solid.status()}")
    return solid


def _part(mesh: manifold3d.Mesh, slot_of_id: dict[int, int]) -> Part:
    properties = np.asarray(mesh.vert_properties, dtype=np.float64)
    corners = np.asarray(mesh.tri_verts, dtype=np.int64)
    weld = np.arange(len(properties))
    weld[np.asarray(mesh.merge_from_vert, dtype=np.int64)] = np.asarray(mesh.merge_to_vert, dtype=np.int64)
    used, packed = np.unique(weld[corners], return_inverse=True)
    lengths = np.diff(np.asarray(mesh.run_index, dtype=np.int64)) // 3
    run_slots = [slot_of_id[int(run)] for run in mesh.run_original_id]
    slots = np.repeat(np.array(run_slots, dtype=np.int64), lengths)
    return Part(properties[used, :3] / _SCALE, packed.reshape(-1, 3).astype(np.int64), properties[corners, 3:5], slots)

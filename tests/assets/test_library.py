"""A model is a pure function of its reference; memory is bounded; labels say what they should."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from setpiece.assets.config import AssetsConfig
from setpiece.assets.errors import UserError
from setpiece.assets.library import Library, axis_rotations, nbytes
from setpiece.assets.material import Material
from setpiece.assets.spec import Matrix4

DICE = {"categories": ["dice"], "label_by": {"dice": {"attribute": "up_face", "names": {1: "one", 6: "six"}}}}


@cache
def dice() -> Library:
    return Library(AssetsConfig.model_validate(DICE))


def matrix4(linear: np.ndarray) -> Matrix4:
    full = np.eye(4)
    full[:3, :3] = linear
    full[:3, 3] = (1.0, 2.0, 3.0)
    return tuple(tuple(row) for row in full.tolist())  # type: ignore[return-value]


@pytest.fixture
def meshes(tmp_path: Path) -> Path:
    for kind, count in (("mug", 3), ("bowl", 2)):
        (tmp_path / kind).mkdir()
        for k in range(count):
            trimesh.creation.box(extents=(0.1 + 0.01 * k, 0.1, 0.1)).export(tmp_path / kind / f"{k}.stl")
    return tmp_path


def test_the_same_draws_in_another_process() -> None:
    program = (
        "import numpy as np; from setpiece.assets.library import Library; from setpiece.assets.config import AssetsConfig\n"
        "library = Library(AssetsConfig()); rng = np.random.default_rng(7)\n"
        "refs = [library.draw(kind, rng) for kind in ('bottle', 'dice')] + [library.draw_scenery('table', rng)]\n"
        "print([ref.model_dump_json() for ref in refs], [library.style(ref, rng) for ref in refs])"
    )
    first, second = (subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout for _ in range(2))
    assert first == second
    assert "bottle" in first


def test_a_shape_does_not_depend_on_what_else_is_in_use() -> None:
    few = Library(AssetsConfig(categories=("mug",), variants=1)).draw("mug", np.random.default_rng(0))
    many = Library(AssetsConfig(variants=500))
    assert many.load(few).sha256 == few.sha256


def test_a_model_that_has_changed_is_refused(meshes: Path) -> None:
    config = AssetsConfig(source="folder", root=str(meshes))
    ref = Library(config).draw("mug", np.random.default_rng(0))
    trimesh.creation.box(extents=(0.2, 0.2, 0.2)).export(meshes / ref.name)
    with pytest.raises(UserError, match=ref.name):
        Library(config).load(ref)
    (meshes / ref.name).unlink()
    with pytest.raises(UserError, match="does not exist"):
        Library(config).load(ref)


def test_memory_is_bounded_and_forgetting_changes_nothing() -> None:
    roomy = Library(AssetsConfig(variants=30))
    refs = [roomy.draw_scenery("sheet", np.random.default_rng(k)) for k in range(9)]
    limit = 3 * nbytes(roomy.load(refs[0]))
    tight = Library(AssetsConfig(variants=30), cache_bytes=limit)
    for ref in refs * 2:
        assert tight.load(ref).sha256 == ref.sha256
        assert tight._models.nbytes <= limit
        assert tight._models.nbytes == sum(nbytes(model) for model in tight._models._held.values())
    assert len(roomy._models) > len(tight._models) >= 2


def test_folder_draws_files_and_labels_by_sub_folder(meshes: Path) -> None:
    library = Library(AssetsConfig(source="folder", root=str(meshes)))
    assert library.kinds == library.categories == ("bowl", "mug")
    rng = np.random.default_rng(0)
    refs = {library.draw("mug", rng).name for _ in range(50)}
    assert refs == {"mug/0.stl", "mug/1.stl", "mug/2.stl"}
    ref = library.draw("bowl", rng)
    assert library.label(ref, matrix4(np.eye(3))) == ("bowl", {})
    assert library.load(ref).materials == library.style(ref, rng)


def test_restyle_changes_plain_materials_only(meshes: Path) -> None:
    library = Library(AssetsConfig(source="folder", root=str(meshes), restyle=True))
    ref = library.draw("mug", np.random.default_rng(0))
    looks = {library.style(ref, np.random.default_rng(k)) for k in range(8)}
    assert len(looks) == 8
    mapped = Material(base_color_map="skin.png")
    assert library._restyled(mapped, np.random.default_rng(0)) == mapped
    still = Library(AssetsConfig(restyle=False, categories=("mug",)))
    mug = still.draw("mug", np.random.default_rng(0))
    assert still.style(mug, np.random.default_rng(1)) == still.load(mug).materials


def test_labels_follow_the_pose() -> None:
    library = Library(AssetsConfig.model_validate(DICE))
    assert library.categories == ("2", "3", "4", "5", "one", "six")
    ref = library.draw("dice", np.random.default_rng(0))
    seen = {library.label(ref, matrix4(0.7 * rotation))[0] for rotation in axis_rotations()}
    assert seen == set(library.categories)


@given(st.integers(0, 2**32 - 1))
def test_a_label_is_always_one_that_was_announced(seed: int) -> None:
    library = dice()
    ref = library.draw("dice", np.random.default_rng(0))
    category, attributes = library.label(ref, matrix4(Rotation.random(random_state=seed).as_matrix() * 2.0))
    assert category in library.categories
    assert attributes["up_face"] in range(1, 7)


def test_there_are_24_rotations_of_a_cube() -> None:
    rotations = np.array(axis_rotations())
    assert len({rotation.tobytes() for rotation in rotations}) == 24
    np.testing.assert_allclose(np.linalg.det(rotations), 1.0)


@pytest.mark.parametrize(
    ("fields", "fragment"),
    [
        ({"categories": ["bottel"]}, "did you mean 'bottle'"),
        ({"label_by": {"bottle": "up_face"}}, "assets.label_by.bottle"),
        ({"label_by": {"dise": "up_face"}}, "assets.label_by: found 'dise'"),
    ],
)
def test_bad_configs(fields: dict[str, object], fragment: str) -> None:
    with pytest.raises(UserError, match=fragment):
        Library(AssetsConfig.model_validate(fields))
    with pytest.raises(UserError, match="did you mean 'table'"):
        Library(AssetsConfig()).draw_scenery("tabel", np.random.default_rng(0))

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setpiece.assets.errors import UserError
from setpiece.dataset.finalise import finalise
from setpiece.dataset.record import record_path, to_bytes
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from setpiece.farm.spread import spread


def flip(path: Path, place: float = 0.5, bit: int = 3) -> None:
    data = bytearray(path.read_bytes())
    data[min(int(len(data) * place), len(data) - 1)] ^= 1 << bit
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


FILES = {
    "images/00000/00000001.png", "depth/00000/00000001.exr", "depth_mm/00000/00000001.png", "normals/00000/00000001.png",
    "instances/00000/00000001.png", "categories/00000/00000001.png", "records/00000/00000001.json", "annotations.json",
}  # fmt: skip


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink], ids=["bit flip", "truncated", "deleted"])
@pytest.mark.parametrize("name", sorted(FILES))
def test_damage_to_a_file_is_found_and_named(full: Store, name: str, damage: Callable[[Path], None]) -> None:
    finalise(full.root)
    assert verify(full.root) == []
    damage(full.root / name)
    problems = verify(full.root)
    lost_record = damage is Path.unlink and name.startswith("records")
    assert ("annotations.json" if lost_record else name) in {problem.path for problem in problems}


def test_several_processes_find_what_one_finds(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setpiece.farm.spread.cpu_count", lambda: 2)
    monkeypatch.setattr("setpiece.farm.spread._WORTH_IT", 2)
    monkeypatch.setattr("setpiece.dataset.verify._AT_ONCE", 2)
    finalise(full.root)
    assert verify(full.root, spread) == []
    for name in ("depth/00000/00000004.exr", "instances/00000/00000000.png"):
        flip(full.root / name)
    assert len(verify(full.root)) == 2
    cut(full.root / "records/00000/00000001.json")
    found = verify(full.root, spread)
    assert found == verify(full.root)
    assert [problem.image for problem in found if problem.image is not None] == [0, 1, 4]


def test_what_pycocotools_cannot_load_is_told(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setpiece.dataset.coco._head", lambda _categories: b"[")
    finalise(full.root)
    assert "pycocotools cannot load what it says of images 0 to 5" in "\n".join(map(str, verify(full.root)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_is_found(full: Store, data: st.DataObject) -> None:
    if not (full.root / "annotations.json").exists():
        finalise(full.root)
    files = [path for path in sorted(full.root.rglob("*")) if path.is_file() and "report" not in path.parts]
    path = data.draw(st.sampled_from([path for path in files if path.name not in ("index.html", "manifest.json")]))
    kept = path.read_bytes()
    flip(path, data.draw(st.floats(0, 1)), data.draw(st.integers(0, 7)))
    try:
        assert verify(full.root) != []
    finally:
        path.write_bytes(kept)
    assert not list(full.root.glob("quarantine"))


def test_strangers_are_named(full: Store) -> None:
    finalise(full.root)
    names = ["images/00000/holiday.jpg", "images/00000/00000001.jpg", "masks.png", "depth/00001/00000001.exr"]
    for name in names:
        (full.root / name).parent.mkdir(exist_ok=True)
        (full.root / name).write_bytes(b"x")
    assert {problem.path for problem in verify(full.root)} == set(names) - {"masks.png"}


def test_files_of_an_interrupted_image_are_no_problem(full: Store, image: Callable[..., Any]) -> None:
    image(8).into(full)
    record_path(full.root, 8).unlink()
    finalise(full.root)
    assert verify(full.root) == []


def test_records_written_after_finalise_are_told(full: Store, image: Callable[..., Any]) -> None:
    finalise(full.root)
    image(6).into(full)
    assert [problem.path for problem in verify(full.root)] == ["annotations.json"]


def wrong_box(made: Any) -> Any:
    thing = made.labels.objects[0]
    x, y, w, h = thing.bbox_xywh
    return with_object(made, replace(thing, bbox_xywh=(x, y, w + 1, h)))


def wrong_area(made: Any) -> Any:
    return with_object(made, replace(made.labels.objects[0], visible_px=made.labels.objects[0].visible_px + 1))


def wrong_fraction(made: Any) -> Any:
    return with_object(made, replace(made.labels.objects[0], visible_fraction=0.123))


def wrong_mask(made: Any) -> Any:
    thing = made.labels.objects[0]
    return with_object(made, replace(thing, visible=replace(thing.visible, mask=~thing.visible.mask)))


def visible_beyond_amodal(made: Any) -> Any:
    thing = made.labels.objects[0]
    small = replace(thing.amodal, mask=thing.amodal.mask[1:], y=thing.amodal.y + 1)
    return with_object(made, replace(thing, amodal=small, amodal_px=int(small.mask.sum())))


def wrong_instances(made: Any) -> Any:
    instances = made.labels.instances.copy()
    instances[:5, :5] = 77
    return replace(made, labels=replace(made.labels, instances=instances))


def hole_in_depth(made: Any) -> Any:
    depth_m = np.where(made.labels.instances == 1, np.float32(np.inf), made.labels.depth_m)
    return replace(made, labels=replace(made.labels, depth_m=depth_m))


def long_normals(made: Any) -> Any:
    return replace(made, labels=replace(made.labels, normals=made.labels.normals * np.float32(0.9)))


def small_picture(made: Any) -> Any:
    return replace(made, image=made.image[:-1])


def failed_proof(made: Any) -> Any:
    return replace(made, proof=replace(made.proof, ok=False, reason="they differ"))


def with_object(made: Any, thing: Any) -> Any:
    return replace(made, labels=replace(made.labels, objects=(thing, *made.labels.objects[1:])))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (wrong_box, "its box is"),
        (wrong_area, "its area says"),
        (wrong_fraction, "its visible fraction is"),
        (wrong_mask, "other pixels than its mask"),
        (visible_beyond_amodal, "beyond its amodal mask"),
        (wrong_instances, "ids that the record does not have"),
        (hole_in_depth, "no depth where an object is"),
        (long_normals, "not of unit length"),
        (small_picture, "is 96 x 71; the camera is 96 x 72"),
        (failed_proof, "failed the label proof: they differ"),
    ],
)
def test_labels_that_contradict_each_other_are_found(
    begin: Callable[..., Store], image: Callable[..., Any], fault: Any, message: str
) -> None:
    store = begin()
    image(0).into(store)
    fault(image(1)).into(store)
    finalise(store.root)
    problems = verify(store.root)
    assert any(message in problem.message for problem in problems)
    assert {problem.path.split("/")[-1].split(".")[0] for problem in problems} == {"00000001"}


def test_a_sealed_record_with_another_mask_is_found(full: Store) -> None:
    record = full.read(2)
    first, second, *rest = record.objects
    swapped = (first.model_copy(update={"visible": second.visible}), second, *rest)
    record_path(full.root, 2).write_bytes(to_bytes(record.model_copy(update={"objects": swapped})))
    finalise(full.root)
    assert any("other pixels than its mask" in problem.message for problem in verify(full.root))


def test_depth_in_metres_and_millimetres_must_agree(full: Store, begin: Callable[..., Store], image: Callable[..., Any]) -> None:
    """Millimetres of another image, with a record that is right about the file's hash."""
    other = begin("other")
    made = image(1)
    replace(made, labels=replace(made.labels, depth_m=made.labels.depth_m * np.float32(1.01))).into(other)
    name = "depth_mm/00000/00000001.png"
    (full.root / name).write_bytes((other.root / name).read_bytes())
    record = full.read(1)
    files = {**record.files, "depth_mm": other.read(1).files["depth_mm"]}
    record_path(full.root, 1).write_bytes(to_bytes(record.model_copy(update={"files": files})))
    finalise(full.root)
    assert [str(problem) for problem in verify(full.root)] == [f"{name}: differs from the depth in metres by more than rounding"]


def test_an_edited_config_or_count_is_found(full: Store) -> None:
    finalise(full.root)
    path = full.root / "manifest.json"
    good = json.loads(path.read_text())
    path.write_text(json.dumps({**good, "config": {**good["config"], "seed": 8}}))
    assert [problem.path for problem in verify(full.root)] == ["manifest.json"]
    path.write_text(json.dumps({**good, "summary": {**good["summary"], "hidden_objects": 99}}))
    assert [problem.path for problem in verify(full.root)] == ["manifest.json"]


def test_every_output_config_verifies(begin: Callable[..., Store], image: Callable[..., Any]) -> None:
    outputs: list[dict[str, object]] = [
        {"images": "jpg", "depth": "none", "depth_mm": False, "normals": False, "instances": False, "categories": False},
        {"depth": "npz", "depth_mm": True, "normals": False},
        {"depth": "exr_exact"},
        {"depth": "none"},
    ]
    for number, output in enumerate(outputs):
        store = begin(f"data{number}", output=output)
        image(0).into(store)
        finalise(store.root)
        assert verify(store.root) == []


def test_not_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no manifest\.json"):
        verify(tmp_path)

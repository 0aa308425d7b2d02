"""The parts of a dataset that look least real are found, by what its records say."""

import json
from pathlib import Path

import numpy as np
import pytest

from setpiece.realism.classifier import tell_apart
from setpiece.realism.image_set import open_images
from setpiece.realism.slices import scene_slices
from setpiece.scenes.spec import CloudySky, PhysicalSky
from setpiece.scenes.weather.spec import WeatherSpec
from tests.realism.conftest import write_set


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Records as setpiece writes them: half of the scenes under each sky, at growing distances."""
    write_set(tmp_path / "data" / "images" / "00000", 30, seed=1)
    images = []
    for i, path in enumerate(sorted((tmp_path / "data" / "images" / "00000").iterdir())):
        path = path.rename(path.with_name(f"{i:08}.png"))
        images.append({"id": i, "file_name": f"images/00000/{path.name}", "width": 160, "height": 160})
        sky = {"kind": "hdri", "image": "city"} if i % 2 else {"kind": "physical", "sun_elevation_deg": 5.0}
        pose = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1.0 + i], [0, 0, 0, 1]]
        record = {"spec": {"sky": sky, "lights": [{"kind": "sun"}]}, "objects": [{"bbox_xywh": [1, 1, 9, 9], "camera_from_object": pose}]}
        target = tmp_path / "data" / "records" / "00000" / f"{i:08}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(record))
    (tmp_path / "data" / "annotations.json").write_text(json.dumps({"images": images, "annotations": [], "categories": []}))
    return tmp_path / "data"


def test_the_worst_light_is_named(dataset: Path) -> None:
    """Scenes under the low sun are made to stand out: they come first, the others near chance; a part that is everything is left out."""
    data = open_images(dataset, "data")
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(40, 20)), rng.normal(size=(30, 20))
    synthetic[::2, 0] += 6.0
    found = scene_slices(data, tell_apart(real, synthetic, rng))
    by_name = {s.name: s for s in found}
    assert {"physical", "hdri city", "low sun (under 15°)"} <= by_name.keys()
    assert "sun" not in by_name
    assert found[0].name in ("physical", "low sun (under 15°)")
    worst, other = by_name["physical"].auc, by_name["hdri city"].auc
    assert worst is not None
    assert other is not None
    assert worst.low > other.value
    assert [s.count for s in found if s.kind == "distance"] == [10, 10, 10]


def test_weather_and_hour_are_read_through_clouds(dataset: Path) -> None:
    """Scenes as the pipeline records them: rain under a cloudy dusk, a clear noon."""
    for path in (dataset / "records").rglob("*.json"):
        record = json.loads(path.read_text())
        clear = PhysicalSky(sun_elevation_deg=-4.0, sun_azimuth_deg=0.0)
        cloudy = CloudySky(clear=clear, cover=1.0, cloud_radiance=(1, 1, 1), ground_radiance=(0, 0, 0))
        noon = PhysicalSky(sun_elevation_deg=50.0, sun_azimuth_deg=0.0)
        wet = int(path.stem) % 2
        sky, weather = (cloudy, WeatherSpec(kind="rain", rain_mm_h=5.0)) if wet else (noon, WeatherSpec(kind="clear"))
        record["spec"] |= {"sky": sky.model_dump(mode="json"), "weather": weather.model_dump(mode="json")}
        path.write_text(json.dumps(record))
    rng = np.random.default_rng(0)
    found = scene_slices(open_images(dataset, "data"), tell_apart(rng.normal(size=(40, 20)), rng.normal(size=(30, 20)), rng))
    counts = {(s.kind, s.name): s.count for s in found}
    assert counts[("weather", "rain")] == counts[("weather", "clear")] == 15
    assert counts[("hour", "sun below the horizon")] == counts[("hour", "high sun (over 45°)")] == 15
    assert counts[("lighting", "cloudy")] == 15

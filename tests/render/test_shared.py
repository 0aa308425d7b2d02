"""What is wired once for many materials looks the same as wired for each."""

import pytest

from setpiece.assets.material import Material
from setpiece.assets.patterns import Speckle
from setpiece.render.blender.patterns.graph import Graph
from setpiece.render.blender.patterns.shared import Effect
from setpiece.render.blender.renderer import Renderer
from setpiece.render.blender.weather import wet
from setpiece.scenes.weather.spec import WeatherSpec
from tests.render.scenes import Scene, at, camera, plane, sphere

SURFACES = (
    Material(base_color=(0.4, 0.2, 0.1), roughness=0.9, pattern=Speckle(second_color=(0.1, 0.1, 0.1), scale_m=0.3)),
    Material(base_color=(0.8, 0.8, 0.8), roughness=0.3, metallic=1.0),
    Material(base_color=(0.1, 0.3, 0.6), roughness=0.5, coat=1.0, coat_roughness=0.1),
)


def test_water_wired_once_shows_the_same_as_wired_for_each_material(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    balls = {f"ball{k}": (sphere(0.8, material=material), at(2.0 * k - 2.0, 0.0, 0.0)) for k, material in enumerate(SURFACES)}
    scene = Scene({**balls, "_ground": (plane(20.0, SURFACES[0]), at(z=-0.8))}, camera(eye=(0.0, -7.0, 2.0)), samples=4)
    spec = scene.spec.model_copy(update={"weather": WeatherSpec(wetness=0.7, seed=3)})
    once = renderer.render(spec, scene.load)

    def wire(graph: Graph, key: str, names: tuple[str, ...], effect: Effect) -> None:
        effect(graph)

    monkeypatch.setattr(wet, "share", wire)
    assert renderer.render(spec, scene.load).radiance.tobytes() == once.radiance.tobytes()
    dry = renderer.render(scene.spec, scene.load)
    assert dry.radiance.tobytes() != once.radiance.tobytes()

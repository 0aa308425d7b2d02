"""Timings are kept in few bytes an image, and say what the plain list of images would."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.farm.outcome import Made
from setpiece.farm.timings import Timings

IMAGES = st.lists(
    st.tuples(st.integers(0, 9), st.dictionaries(st.sampled_from(["sample", "render", "write"]), st.integers(1, 64).map(lambda k: k / 8))),
    max_size=30,
)


@given(IMAGES)
def test_the_same_as_from_a_list(images: list[tuple[int, dict[str, float]]]) -> None:
    timings = Timings()
    for index, seconds in images:
        timings.add(Made(index, 0, "", seconds, 0.0))
    for name in timings.stages:
        assert timings.stage(name).tolist() == [seconds.get(name, 0.0) for _, seconds in images]
    assert timings.totals().tolist() == [sum(seconds.values()) for _, seconds in images]
    last = dict(images)
    took = {index: sum(seconds.values()) for index, seconds in last.items() if seconds}
    slow = sorted((s for s in took.values() if s >= 1.5 * median(took.values())), reverse=True) if took else []
    found = timings.slowest(1.5, 4)
    assert [seconds for _, seconds, _ in found] == slow[:4]
    for index, seconds, stage in found:
        assert took[index] == seconds
        assert last[index][stage] == max(last[index].values())


def test_ten_million_would_fit() -> None:
    timings = Timings()
    image = Made(0, 0, "CPU", {f"stage {k}": 0.1 for k in range(6)}, 1.0)
    for _ in range(1000):
        timings.add(image)
    held = timings.indices.itemsize * len(timings) + sum(values.itemsize * len(values) for values in timings.stages.values())
    assert held == 1000 * (8 + 6 * 4)
    assert np.median(timings.totals()) == pytest.approx(0.6)

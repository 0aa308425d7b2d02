"""Placement: scenes a second of each kind of placement, on one core, nothing rendered, with what it draws prepared."""

import time
from functools import partial

from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.farm.config import Config
from setpiece.scenes.environment import sample_environment
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.placement import sample_placement
from setpiece.scenes.sample import placement_streams
from setpiece.scenes.streams import stream

CASES = {
    "scatter, 15 things": ["placement=scatter", "placement.count=15"],
    "stack": ["placement=stack"],
    "drop, 8 things": ["placement=drop", "placement.count=8"],
    "relations": ["placement=relations"],
    "shelf, 100 things": ["placement=shelf", "environment=shelf", "assets=warehouse", "placement.count=100"],
}
DRAWS = 20


def place(config: Config, library: Library, index: int) -> int:
    """Draw stage and things until they fit; how many draws that took."""
    for attempt in range(DRAWS):
        stage = sample_environment(config.environment, library, stream(0, index, attempt, "environment"))
        try:
            sample_placement(config.placement, stage, library, placement_streams(0, index, attempt))
        except CannotPlace:
            continue
        return attempt + 1
    return DRAWS


def scenes_per_s(words: list[str], warm: int = 80, count: int = 40) -> tuple[float, float]:
    """Scenes a CPU second, and draws a scene."""
    config = compose_config(words)
    library = Library(config.assets)
    one = partial(place, config, library)
    for index in range(warm):
        one(index)
    start = time.process_time()
    draws = sum(one(warm + index) for index in range(count))
    return count / (time.process_time() - start), draws / count


def main() -> None:
    """All cases."""
    for name, words in CASES.items():
        rate, draws = scenes_per_s(words)
        print(f"placement, {name}: {rate:.1f} scenes a CPU second ({draws:.2f} draws a scene)")


if __name__ == "__main__":
    main()

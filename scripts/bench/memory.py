"""300 small images in one process: does memory grow, do images slow down?"""

import statistics
import tempfile
import time
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.cli.bench.measure import resident_mb
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.farm.worker import Worker


def main(images: int = 300) -> None:
    """Run the default experiment at 128x96 through one worker."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dataset"
        config = compose_config(["resolution=128x96", "quality=draft", f"out={root}", f"count={images}", "device=cpu"])
        manifest.begin(root, config.model_dump(mode="json"), Library(config.assets).categories)
        worker = Worker(config)
        resident, seconds = [], []
        for index in range(images):
            start = time.process_time()
            worker.make_image(index)
            seconds.append(time.process_time() - start)
            resident.append(resident_mb())
    window = max(images // 10, 1)
    early, late = statistics.median(seconds[window : 2 * window]), statistics.median(seconds[-window:])
    print(f"resident after image {window}: {resident[window - 1]:.0f} MB, after image {images}: {resident[-1]:.0f} MB, "
          f"ratio {resident[-1] / resident[window - 1]:.3f} (aim: at most 1.05)")  # fmt: skip
    print(f"CPU-s an image, median of {window}: early {early:.3f}, last {late:.3f}, ratio {late / early:.3f} (aim: at most 1.10)")


if __name__ == "__main__":
    main()

"""What the benchmarks share: CPU seconds, memory, pictures compared."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all threads, that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def resident_mb() -> float:
    """Resident memory of this process, MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmRSS")


def load_average() -> str:
    """Processes that wanted a core in the last minute, and the cores: what a measured time must be read with."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def psnr_db(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of two 8-bit pictures, dB."""
    error = np.mean((picture.astype(np.float64) - reference) ** 2)
    return float(10 * np.log10(255.0**2 / error))

"""What the benchmarks share: CPU seconds, memory, pictures compared."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
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
    return _resident_mb("/proc/self/status")


def _resident_mb(status: str) -> float:
    for line in Path(status).read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"{status} has no VmRSS")


def family_mb(pid: int) -> float:
    """Resident memory of a process and all below it, MB; what several of them share is counted once for each."""
    pids, total = [pid], 0.0
    for one in pids:
        with suppress(OSError):  # it has ended meanwhile
            total += _resident_mb(f"/proc/{one}/status")
            pids += [int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return total


def load_average() -> str:
    """Processes that wanted a core in the last minute, and the cores: what a measured time must be read with."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def psnr_db(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of two 8-bit pictures, dB."""
    error = np.mean((picture.astype(np.float64) - reference) ** 2)
    return float(10 * np.log10(255.0**2 / error))

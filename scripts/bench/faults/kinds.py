"""The kinds of faults: what happens in a round between its beginning and the resume."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from setpiece.cli.bench.faults.trial import COUNT, Broken, Trial
from setpiece.dataset import manifest

_KILLED = -9
_DISK_MB = 40


def worker_killed_writing(trial: Trial) -> None:
    """A worker is killed at a file operation of its first or second image; another takes over."""
    trial.begin(missing=2)
    strike = trial.strike(trial.rng.choice(("kill", "torn")), "worker", trial.rng.randint(1, 60))
    trial.ended(trial.start(strike=strike), 0)


def worker_killed_any_time(trial: Trial) -> None:
    """Two workers, of whom one is killed at some moment, starting up and rendering included."""
    trial.begin(missing=2)
    child = trial.start(workers=2)
    deadline = time.monotonic() + trial.rng.uniform(0.5, 8.0)
    while time.monotonic() < deadline or not child.others():
        time.sleep(0.01)
        if os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
    for pid in child.others()[-1:]:
        os.kill(pid, 9)
        trial.marker.touch()
    trial.ended(child, 0, 1)  # the last try of an image may be the one that is met


def run_killed_beginning(trial: Trial) -> None:
    """The run is killed while it makes the folder and the manifest; then it is begun again, and images come from elsewhere."""
    strike = trial.strike(trial.rng.choice(("kill", "torn")), "run", trial.rng.randint(1, 14))
    trial.ended(trial.start("indices=0", strike=strike), _KILLED, 0)
    trial.claims_hold()
    trial.ended(trial.start("indices=0"), 0)
    for file in trial.ready.glob("*/00000/*"):
        shutil.copy(file, trial.root / file.relative_to(trial.ready))


def run_killed_finalising(trial: Trial) -> None:
    """The run is killed while it writes annotations, page, manifest, checksums, or clears up."""
    trial.begin(missing=0)
    strike = trial.strike(trial.rng.choice(("kill", "torn")), "run", trial.rng.randint(1, 200))
    trial.ended(trial.start(strike=strike), _KILLED, 0)


def run_killed_any_time(trial: Trial) -> None:
    """Only the process that hands out work is killed: its workers must end by themselves."""
    trial.begin(missing=2)
    _killed_after(trial, trial.rng.uniform(0.2, 8.0))


def run_killed_while_a_worker_hangs(trial: Trial) -> None:
    """A worker that never asks for another job must end too, long before its time limit."""
    trial.begin(missing=1)
    child = trial.start(strike=trial.strike("hang", "worker", trial.rng.randint(1, 36)))
    while not trial.marker.exists():
        time.sleep(0.02)
    child.kill()
    trial.ended(child, _KILLED)


def worker_hangs(trial: Trial) -> None:
    """A worker stops for ever at a file operation: its time limit ends it, and another makes the image."""
    trial.begin(missing=1)
    strike = trial.strike("hang", "worker", trial.rng.randint(1, 36))
    trial.ended(trial.start("farm.timeout_s=8", strike=strike), 0, 1)


def worker_eats_memory(trial: Trial) -> None:
    """A worker takes memory until there is none, in the middle of an image; all workers are over their budget besides."""
    trial.begin(missing=2)
    strike = trial.strike("eat", "worker", trial.rng.randint(1, 36))
    trial.ended(trial.start("farm.memory_mb=256", strike=strike), 0)


def image_fails_always(trial: Trial) -> None:
    """One image kills its worker whenever it is written: it is given up after three tries, the others are made, and it is named."""
    trial.begin(missing=2)
    lost = next(index for index in range(COUNT) if not (trial.root / f"records/00000/{index:08d}.json").exists())
    strike = trial.strike("kill", "worker", 1, once=False, match=f"images/00000/.{lost:08d}")
    child = trial.start(strike=strike)
    trial.ended(child, 1)
    said = child.printed.read_text()
    if f"failed 1: images {lost};" not in said or ".log" not in said:
        raise Broken(f"image {lost} and its log are not named: {said[-400:]}")
    trial.marker.touch()


def disk_full(trial: Trial) -> None:
    """The disk fills up at a file operation of a worker, up to a few kilobytes; later it has room again."""
    _mount(["-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(trial.disk)])
    trial.afterwards.callback(_unmount, trial.disk)
    trial.begin(missing=2)
    other, spare_bytes = trial.disk / "other", trial.rng.choice((0, 4096, 65536))
    strike = trial.strike("fill", "worker", trial.rng.randint(1, 50), target=str(other), spare_bytes=spare_bytes)
    child = trial.start(strike=strike)
    trial.ended(child, 0, 2)
    said = child.printed.read_text()
    if "No space left" in said and "MB free" not in said:
        raise Broken(f"the message does not say how much is free: {said[-400:]}")
    trial.claims_hold()
    other.unlink(missing_ok=True)


def folder_read_only(trial: Trial) -> None:
    """A folder of the dataset turns read-only at a file operation of a worker; later it can be written again."""
    trial.begin(missing=2)
    folder = trial.root / trial.rng.choice(("images", "depth", "records"))
    strike = trial.strike("read_only", "worker", trial.rng.randint(2, 60), target=str(folder))
    child = trial.start(strike=strike)
    try:
        trial.ended(child, 0, 2)
        trial.claims_hold()
    finally:
        if f" {folder} " in Path("/proc/mounts").read_text():
            _unmount(folder)


def clock_jumps(trial: Trial) -> None:
    """Every process is told times up to a day off, forth and back, and files have times of last week and of next."""
    trial.begin(missing=1)
    for file in trial.root.rglob("*.*"):
        seconds = time.time() + trial.rng.uniform(-6e5, 6e5)  # noqa: TID251 - the time of a file on disk
        os.utime(file, (seconds, seconds))
    trial.ended(trial.start(strike=trial.strike("clock", "run", trial.rng.randint(1, 10**6))), 0)
    trial.marker.touch()


def two_runs_at_once(trial: Trial) -> None:
    """The same command twice at the same moment: both make all that is missing, and both finalise."""
    trial.begin(missing=1)
    first = trial.start()
    time.sleep(trial.rng.uniform(0.0, 1.0))
    second = trial.start()
    trial.ended(first, 0)
    trial.ended(second, 0)
    trial.marker.touch()


def file_cut(trial: Trial) -> None:
    """A file of the finished dataset loses its end."""
    _damaged(trial, lambda data: data[: trial.rng.randrange(len(data))])


def bit_flipped(trial: Trial) -> None:
    """One bit of one file of the finished dataset turns over."""

    def flip(data: bytes) -> bytes:
        place = trial.rng.randrange(len(data))
        return data[:place] + bytes([data[place] ^ 1 << trial.rng.randrange(8)]) + data[place + 1 :]

    _damaged(trial, flip)


def file_lost(trial: Trial) -> None:
    """A file of the finished dataset is gone."""
    _damaged(trial, None)


KINDS: dict[str, Callable[[Trial], None]] = {
    kind.__name__.replace("_", " "): kind
    for kind in (
        worker_killed_writing, run_killed_finalising, bit_flipped, run_killed_any_time, disk_full, run_killed_beginning, file_cut,
        worker_eats_memory, two_runs_at_once, folder_read_only, clock_jumps, worker_hangs, image_fails_always,
        run_killed_while_a_worker_hangs, file_lost, worker_killed_any_time,
    )
}  # fmt: skip


def _killed_after(trial: Trial, seconds: float) -> None:
    child = trial.start(workers=2)
    time.sleep(seconds)
    child.kill()
    trial.marker.touch()
    trial.ended(child, _KILLED, 0)


def _damaged(trial: Trial, damage: Callable[[bytes], bytes] | None) -> None:
    """Damage one file of a finished dataset: ``verify`` must find it, and what it offers for repair must do.

    A manifest cannot be made from anything but the config: it is written again as the command that began the dataset wrote it.
    """
    trial.begin_whole()
    path = trial.rng.choice(sorted(path for path in trial.root.rglob("*") if path.is_file() and path.stat().st_size))
    name = path.relative_to(trial.root).as_posix()
    good = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(good))
    trial.marker.touch()
    if not trial.verify():
        raise Broken(f"{name} was damaged and verify did not notice")
    if path.name == manifest.NAME:
        manifest.save(trial.root, manifest.load(trial.ready).model_copy(update={"summary": None}))
    if not any(name in line for line in trial.verify("repair=true")) and path.name != manifest.NAME and damage is not None:
        raise Broken(f"{name} was damaged and verify did not name it")


def may_mount(folder: Path) -> bool:
    """Whether this user may mount disks, which a full disk and a read-only one need."""
    folder.mkdir()
    try:
        _mount(["-t", "tmpfs", "tmpfs", str(folder)])
    except (OSError, subprocess.CalledProcessError):
        return False
    _unmount(folder)
    return True


def _mount(words: list[str]) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)

"""farm=slurm: an array job that makes one share per task, and a job behind it that finalises.

A task runs ``setpiece extend DATASET share=K/N``: it needs nothing but the dataset, whose manifest holds the config. It may be cancelled,
requeued or lost with its node at any moment: what is there is skipped, the rest is made.
"""

import shlex
import shutil
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset import manifest
from setpiece.dataset.places import place
from setpiece.dataset.record import missing
from setpiece.farm.config import Config
from setpiece.farm.farm_config import FarmBase, SlurmFarm
from setpiece.farm.journal import failed, made, now_s, read_journal
from setpiece.farm.progress import Progress
from setpiece.farm.slurm_commands import in_queue, place_in_cluster, reservation, sbatch
from setpiece.farm.summary import Summary
from setpiece.farm.target import check_space, check_writable, is_empty, printed_folder, unbegin

_LOOK_EVERY_S = 2.0
_NOTICE_S = 60
_TASK = """#!/bin/bash
# Slurm says USR2 to this shell {notice} s before the time is up: the task is queued again, and goes on where it was. It says TERM to all
# processes before it kills them: setpiece then finishes the image in progress, and this shell waits for it.
{command} &
child=$!
trap 'scontrol requeue "$SLURM_JOB_ID"' USR2
trap : TERM
while kill -0 "$child" 2>/dev/null; do wait "$child"; done
wait "$child"
"""


@dataclass(frozen=True)
class Jobs:
    """Numbers of the array job, and of the one that finalises when all its tasks have ended."""

    array: str
    finalise: str


def submit(config: Config) -> Jobs:
    """Begin the dataset and submit its jobs.

    Raises:
        UserError: Slurm is not there or does not take the jobs; the dataset's place or config is not good.
    """
    farm, out = config.farm, place(config.out)
    assert isinstance(farm, SlurmFarm)
    _check(config, farm)
    fresh = is_empty(out)
    _begin(config)
    try:
        return _submit(config, farm)
    except UserError:
        if fresh:
            unbegin(out)
        raise


def run(config: Config) -> Summary:
    """Submit, and wait for the last task and the finalising; Ctrl-C stops the waiting only.

    Raises:
        UserError: as ``submit``; or Slurm has not answered for minutes.
    """
    start, begun_s, out = time.monotonic(), now_s(), place(config.out)
    lacking = missing(out, config.wanted())
    summary = Summary(out, len(config.wanted()), len(config.wanted()) - len(lacking))
    jobs = submit(config)
    with Progress(summary.wanted, summary.already) as progress:
        progress.say(f"Slurm makes {len(lacking)} images in array job {jobs.array}; `scancel {jobs.array}` stops it.")
        try:
            while in_queue(jobs.finalise):
                time.sleep(_LOOK_EVERY_S)
                there = len(lacking) - len(missing(out, lacking))
                progress.advance(there - progress.made)
        except KeyboardInterrupt:
            summary.interrupted = True
            progress.say("Not waiting any longer; the jobs go on.")
    _add_up(summary, set(lacking), begun_s)
    summary.seconds = time.monotonic() - start
    return summary


def _submit(config: Config, farm: SlurmFarm) -> Jobs:
    """The array of tasks, and the job behind it."""
    logs = printed_folder(place(config.out)) if "://" not in config.out else Path.cwd() / "slurm-logs"
    logs.mkdir(parents=True, exist_ok=True)
    task = _TASK.format(notice=_NOTICE_S, command=_shell(["extend", config.out, *_task_words(config, farm)]))
    array = [f"--array=0-{farm.tasks - 1}", f"--signal=B:USR2@{_NOTICE_S}", f"--output={logs}/slurm-%A-%a.out"]
    number = sbatch(task, [*array, *reservation(farm)])
    behind = [f"--dependency=afterany:{number}", f"--output={logs}/slurm-%j-finalise.out", *place_in_cluster(farm)]
    return Jobs(number, sbatch(f"#!/bin/bash\nexec {_shell(['finalise', config.out])}\n", behind))


def _check(config: Config, farm: SlurmFarm) -> None:
    """Refuse what Slurm could not do.

    Raises:
        UserError: Slurm's commands are not there, or the config asks for two things that exclude each other.
    """
    if shutil.which("sbatch") is None:
        raise UserError("farm=slurm: sbatch is not on the path: Slurm is not installed on this machine; accepted: farm=local, farm=ray")
    if config.share is not None:
        raise UserError(f"share={config.share}: farm=slurm makes shares of its own; accepted: farm.tasks={farm.tasks}, or farm=local")
    if config.device not in ("auto", "cpu") and not farm.gpus_per_task:
        raise UserError(f"device={config.device}: farm.gpus_per_task is 0; accepted: 1 or more")


def _begin(config: Config) -> None:
    """What goes wrong shall do so here, not in a queue."""
    out, library = place(config.out), Library(config.assets)
    check_writable(out)
    check_space(out, config)
    library.check()
    manifest.begin(out, config.model_dump(mode="json"), library.categories)


def _task_words(config: Config, farm: SlurmFarm) -> list[str]:
    """What a task's ``setpiece extend`` is told; cards and cores are those that the task reserves."""
    workers = farm.workers or max(1, farm.gpus_per_task)
    threads = farm.threads or max(1, farm.cpus_per_task // workers)
    kept = farm.model_dump(include=FarmBase.model_fields.keys() - {"workers", "threads"}, exclude_none=True)
    device = config.device if farm.gpus_per_task else "cpu"
    words = {"count": config.count, "device": device, "farm.workers": workers, "farm.threads": threads}
    words |= {f"farm.{name}": value for name, value in kept.items()} | ({"indices": config.indices} if config.indices else {})
    return [*(f"{name}={value}" for name, value in words.items()), f"share=$SLURM_ARRAY_TASK_ID/{farm.tasks}"]


def _shell(words: Iterable[str]) -> str:
    """A command of setpiece for bash; ``$NAMES`` of Slurm stay."""
    plain = [shlex.quote(word) if "$SLURM" not in word else f'"{word}"' for word in words]
    return " ".join([shlex.quote(sys.executable), "-m", "setpiece.cli.main", *plain])


def _add_up(summary: Summary, lacking: set[int], begun_s: float) -> None:
    """What became of the images that were lacking, from the tasks' journals."""
    there = lacking - set(missing(summary.out, sorted(lacking)))
    for entry in read_journal(summary.out):
        image, failure = made(entry), failed(entry)
        if image and image.index in there:
            there.remove(image.index)
            summary.made.append(image)
        elif failure and failure.index in lacking and entry.time_s >= begun_s:
            summary.failed.append(failure)
    done = {image.index for image in summary.made}
    summary.failed = list({failure.index: failure for failure in summary.failed if failure.index not in done}.values())

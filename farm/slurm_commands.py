"""Slurm's own commands: what is asked of sbatch and squeue."""

import subprocess
import time

from setpiece.assets.errors import UserError
from setpiece.farm.farm_config import SlurmFarm

_SILENT_WITHIN_S = 300.0
_ASK_EVERY_S = 2.0


def reservation(farm: SlurmFarm) -> list[str]:
    """What a task reserves, as options of sbatch."""
    asked = {"mem": farm.memory_per_task_mb and f"{farm.memory_per_task_mb}M", "gpus": farm.gpus_per_task, "time": farm.time_min}
    return [
        f"--cpus-per-task={farm.cpus_per_task}",
        *(f"--{name}={value}" for name, value in asked.items() if value),
        *place_in_cluster(farm),
    ]


def place_in_cluster(farm: SlurmFarm) -> list[str]:
    """Partition, account and the like, as options of sbatch."""
    asked = ({"partition": farm.partition} if farm.partition else {}) | farm.options
    shown = {name.replace("_", "-"): value for name, value in asked.items() if value is not False}
    return [f"--{name}" if value is True else f"--{name}={value}" for name, value in shown.items()]


def sbatch(script: str, options: list[str]) -> str:
    """Submit; returns the job's number.

    Raises:
        UserError: what sbatch says.
    """
    command = ["sbatch", "--parsable", "--requeue", "--open-mode=append", "--job-name=setpiece", *options]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split()).removeprefix("sbatch: error: ")
        raise UserError(f"farm=slurm: sbatch refuses: {said} (asked for: {' '.join(options)})")
    return done.stdout.strip().partition(";")[0]


def in_queue(job: str) -> bool:
    """Whether a job waits or runs. A controller that is restarted is waited for.

    Raises:
        UserError: it has not answered for minutes.
    """
    deadline = time.monotonic() + _SILENT_WITHIN_S
    while True:
        done = subprocess.run(["squeue", "--noheader", f"--jobs={job}", "--format=%T"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return bool(done.stdout.strip())
        if "Invalid job id" in done.stderr:  # it ended so long ago that it is forgotten
            return False
        if time.monotonic() > deadline:
            raise UserError(
                f"farm=slurm: squeue does not answer: {done.stderr.strip()}; the jobs go on, `setpiece status` says how far they are"
            )
        time.sleep(_ASK_EVERY_S)

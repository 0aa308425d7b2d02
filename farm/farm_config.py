"""FarmConfig: how the images are spread over processes and machines. Nothing in here changes a byte of the dataset."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from setpiece.assets.spec import Spec

ResourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.:-]*$")]


class FarmBase(Spec):
    """What every farm has.

    Attributes:
        workers: processes; 0 is one per GPU, or one on the CPU.
        threads: CPU threads per worker; 0 divides the machine's evenly.
        timeout_s: an image that takes longer is given up, its process replaced.
        tries: how often an index may crash or hang its process before it is reported as failed.
        draws: how many scenes may be drawn for one index before it is reported as failed.
        price_per_hour: of this machine, in any currency; then what images cost is said at the end.
        memory_mb: a worker whose resident memory has grown beyond this is replaced by a fresh one.
    """

    workers: Annotated[int, Field(ge=0, le=100_000)] = 0
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    timeout_s: Annotated[float, Field(gt=0.0)] = 600.0
    tries: Annotated[int, Field(ge=1, le=100)] = 3
    draws: Annotated[int, Field(ge=1, le=1000)] = 10
    price_per_hour: Annotated[float, Field(ge=0.0)] | None = None
    memory_mb: Annotated[int, Field(ge=256)] = 6000

    @property
    def reserved_gpus(self) -> float:
        """Cards that another program, which shares them out, keeps for a worker or task."""
        return 0.0


class LocalFarm(FarmBase):
    """A pool of processes on this machine.

    Attributes:
        overlap: label and write one image while the next is rendered; None does so where a GPU renders. On the CPU it gains nothing.
    """

    kind: Literal["local"] = "local"
    overlap: bool | None = None
    workers: Annotated[int, Field(ge=0, le=1024)] = 0


class RayFarm(FarmBase):
    """Actors on a Ray cluster.

    Attributes:
        address: "auto" is the cluster that runs on this machine or is named by RAY_ADDRESS; "HOST:PORT" and "ray://HOST:PORT" are others;
            None starts one on this machine for the length of the run.
        workers: actors; 0 is as many as the cluster holds at the start.
        threads: CPU threads per worker, and the CPUs that it reserves.
        gpus_per_worker: 1 is a card of its own, 0.5 one shared by two workers, 0 renders on the CPU.
        resources: custom resources that a worker reserves, name -> amount.
    """

    kind: Literal["ray"] = "ray"
    address: Annotated[str, Field(min_length=1)] | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    gpus_per_worker: Annotated[float, Field(ge=0.0, le=16.0)] = 0.0
    resources: dict[ResourceName, Annotated[float, Field(gt=0.0)]] = Field(default={})

    @property
    def reserved_gpus(self) -> float:
        """As its base says."""
        return self.gpus_per_worker


class SlurmFarm(FarmBase):
    """An array job: each task makes one share of the images with a pool of its own.

    Attributes:
        tasks: of the array.
        wait: stay until the last task has ended; otherwise say the job's number and leave.
        workers, threads: of each task's pool.
        cpus_per_task: cores that a task reserves.
        gpus_per_task: cards that a task reserves; its pool has one worker for each.
        memory_per_task_mb: that a task reserves; None is the partition's default.
        time_min: a task that runs longer is stopped and queued again, and goes on where it was; None is the partition's limit.
        partition: None is the cluster's default.
        options: further options of sbatch, long names with underscores: {account: vision, qos: low}.
    """

    kind: Literal["slurm"] = "slurm"
    tasks: Annotated[int, Field(ge=1, le=100_000)] = 4
    wait: bool = True
    cpus_per_task: Annotated[int, Field(ge=1, le=1024)] = 1
    gpus_per_task: Annotated[int, Field(ge=0, le=64)] = 0
    memory_per_task_mb: Annotated[int, Field(ge=1)] | None = None
    time_min: Annotated[int, Field(ge=1)] | None = None
    partition: Annotated[str, Field(min_length=1)] | None = None
    options: dict[str, str | int | bool] = Field(default={})

    @property
    def reserved_gpus(self) -> float:
        """As its base says."""
        return float(self.gpus_per_task)


FarmConfig = Annotated[LocalFarm | RayFarm | SlurmFarm, Field(discriminator="kind")]

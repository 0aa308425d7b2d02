"""Config: everything a dataset is made from, as one typed model. Hydra composes it, this validates it."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from setpiece.assets.config import AssetsConfig
from setpiece.assets.spec import Spec
from setpiece.dataset.config import OutputConfig
from setpiece.farm.indices import parse_indices
from setpiece.render.config import RendererConfig
from setpiece.scenes.config import SceneConfig


class FarmConfig(Spec):
    """How the images are spread over processes. Nothing here changes a byte of the dataset.

    Attributes:
        kind: "local", a pool of processes on this machine.
        workers: processes; 0 is one per GPU, or one on the CPU.
        threads: CPU threads per worker; 0 divides the machine's evenly.
        timeout_s: an image that takes longer is given up, its process replaced.
        tries: how often an index may crash or hang its process before it is reported as failed.
        draws: how many scenes may be drawn for one index before it is reported as failed.
        price_per_hour: of this machine, in any currency; then what images cost is said at the end.
        memory_mb: a worker whose resident memory has grown beyond this is replaced by a fresh one.
    """

    kind: Literal["local"] = "local"
    workers: Annotated[int, Field(ge=0, le=1024)] = 0
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    timeout_s: Annotated[float, Field(gt=0.0)] = 600.0
    tries: Annotated[int, Field(ge=1, le=100)] = 3
    draws: Annotated[int, Field(ge=1, le=1000)] = 10
    price_per_hour: Annotated[float, Field(ge=0.0)] | None = None
    memory_mb: Annotated[int, Field(ge=256)] = 6000


class Config(SceneConfig):
    """The whole config: the scene's distributions, and what is made from them.

    Attributes:
        experiment: name of the experiment that the groups were taken from.
        seed: of every random draw; another seed is another dataset.
        count: number of images; may be raised later.
        indices: "a-b", both ends included: only these images, whatever the count.
        out: the dataset's folder.
        device: "auto" takes a GPU when there is one; "gpu" insists on it.
        assets, renderer, output, farm: the other groups.
    """

    experiment: str | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    count: Annotated[int, Field(ge=1, le=10**9)] = 12
    indices: str | None = None
    out: Annotated[str, Field(min_length=1)] = "out/dataset"
    device: Literal["auto", "gpu", "cpu"] = "auto"
    assets: AssetsConfig
    renderer: RendererConfig
    output: OutputConfig
    farm: FarmConfig = FarmConfig()

    @field_validator("indices", mode="before")
    @classmethod
    def _known_indices(cls, value: object) -> object:
        """Checks the range; ``indices=7`` arrives from YAML as a number."""
        if value is not None:
            parse_indices(str(value))
        return None if value is None else str(value)

    @model_validator(mode="after")
    def _flow_of_sequences(self) -> Self:
        if self.output.flow != "none" and self.sequence is None:
            raise ValueError(
                f"output.flow: found {self.output.flow} without a sequence; accepted: none, or sequence={{length: 8, fps: 10}}"
            )
        return self

    def wanted(self) -> range:
        """The indices of the images to be made."""
        return range(self.count) if self.indices is None else parse_indices(self.indices)

"""Config: everything a dataset is made from, as one typed model. Hydra composes it, this validates it."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from setpiece.assets.config import AssetsConfig
from setpiece.dataset.config import OutputConfig
from setpiece.farm.farm_config import FarmConfig, LocalFarm
from setpiece.farm.indices import parse_indices, parse_share, share_of
from setpiece.render.config import RendererConfig
from setpiece.render.devices import check_request
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.lens.config import NoLens
from setpiece.scenes.series import baseline_m


class Config(SceneConfig):
    """The whole config: the scene's distributions, and what is made from them.

    Attributes:
        experiment: name of the experiment that the groups were taken from.
        seed: of every random draw; another seed is another dataset.
        count: number of images; may be raised later.
        indices: "a-b", both ends included: only these images, whatever the count.
        share: "K/N": the K-th, from 0, of N parts of these. Shares are made apart, so none of them finalises the dataset.
        out: the dataset's folder.
        device: "auto" takes a GPU when there is one; "gpu" insists on it; "gpu:1", "optix:0" or the id of a card name one.
        assets, renderer, output, farm: the other groups.
    """

    experiment: str | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    count: Annotated[int, Field(ge=1, le=10**9)] = 12
    indices: str | None = None
    share: str | None = None
    out: Annotated[str, Field(min_length=1)] = "out/dataset"
    device: Annotated[str, AfterValidator(check_request)] = "auto"
    assets: AssetsConfig
    renderer: RendererConfig
    output: OutputConfig
    farm: FarmConfig = LocalFarm()

    @field_validator("indices", mode="before")
    @classmethod
    def _known_indices(cls, value: object) -> object:
        """Checks the range; ``indices=7`` arrives from YAML as a number."""
        if value is not None:
            parse_indices(str(value))
        return None if value is None else str(value)

    @field_validator("share")
    @classmethod
    def _known_share(cls, value: str | None) -> str | None:
        if value is not None:
            parse_share(value)
        return value

    @field_validator("farm", mode="before")
    @classmethod
    def _local_by_default(cls, value: object) -> object:
        """A farm that does not say what it is, is a local one."""
        return {"kind": "local", **value} if isinstance(value, Mapping) else value

    @model_validator(mode="after")
    def _whole_shards(self) -> Self:
        """Two machines must not pack one shard: it would hold what the last of them was asked for."""
        size, wanted = self.output.shards, self.wanted()
        if size is not None and (wanted.step != 1 or wanted.start % size or (wanted.stop % size and wanted.stop != self.count)):
            raise ValueError(
                f"output.shards: found {size}, and {wanted.start}-{wanted.stop - 1} to be made; accepted: indices that begin with a "
                f"multiple of {size} and end before one, or at the end of count"
            )
        return self

    @model_validator(mode="after")
    def _flow_of_sequences(self) -> Self:
        if self.output.flow != "none" and self.sequence is None:
            raise ValueError(
                f"output.flow: found {self.output.flow} without a sequence; accepted: none, or sequence={{length: 8, fps: 10}}"
            )
        if self.output.occlusion and self.sequence is None:
            raise ValueError("output.occlusion: found true without a sequence; accepted: false, or sequence={length: 8, fps: 10}")
        return self

    @model_validator(mode="after")
    def _disparity_of_pairs(self) -> Self:
        if self.output.disparity != "none" and (baseline_m(self.views) is None or not isinstance(self.lens, NoLens)):
            raise ValueError(
                f"output.disparity: found {self.output.disparity} without a rectified pair; accepted: none, or lens=none and two views "
                "that differ by right_m only, such as [{name: left}, {name: right, right_m: 0.12}]"
            )
        return self

    def job_timeout_s(self) -> float:
        """How long the pool waits for what it hands out at once: an image, or a shard of them."""
        return self.farm.timeout_s * (self.output.shards or 1)

    def wanted(self) -> range:
        """The indices of the images to be made."""
        asked = range(self.count) if self.indices is None else parse_indices(self.indices)
        return asked if self.share is None else share_of(asked, *parse_share(self.share))

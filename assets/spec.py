"""The base of everything that is written to JSON or read from a config: frozen, strict, plain data."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Unit = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share or weight, 0 to 1."""

Rgb = tuple[Unit, Unit, Unit]
"""A reflectance: linear Rec. 709, 0 to 1."""

Vec3 = tuple[float, float, float]
Row4 = tuple[float, float, float, float]
Matrix4 = tuple[Row4, Row4, Row4, Row4]
"""A homogeneous transform, row-major; ``world_from_object @ p_object = p_world``."""


class Spec(BaseModel):
    """Frozen plain data; unknown fields and NaN are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

"""AssetsConfig: which things a dataset is made of."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, field_validator

from setpiece.assets.spec import Spec

Unit = Literal["m", "cm", "mm", "in", "ft"]

METRES: dict[Unit, float] = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
"""Length of one unit."""


class LabelBy(Spec):
    """The category is read off how the thing lies: one category per value of an attribute.

    Attributes:
        attribute: e.g. "up_face".
        names: value -> category; values that are not named here keep their own name ("6").
    """

    attribute: str
    names: dict[str, str] = Field(default_factory=dict)

    @field_validator("names", mode="before")
    @classmethod
    def _text_keys(cls, value: object) -> object:
        """YAML reads ``1: one`` with a number for a key."""
        return {str(key): name for key, name in value.items()} if isinstance(value, dict) else value

    def category(self, value: JsonValue) -> str:
        """The category of an attribute's value."""
        return self.names.get(str(value), str(value))


class AssetsConfig(Spec):
    """The assets section of a config.

    Attributes:
        source: "builtin", the generators that setpiece ships, or "folder", mesh files of your own.
        categories: "all", or the names of those that are used.
        variants: shapes in use per generator; shape k of a category is the same in every dataset.
        label_by: kind -> attribute that its categories are read from, e.g. {dice: up_face}.
        root: folder of mesh files, one sub-folder per category.
        up: axis of the files that points up; "auto" is y for glTF and z for the others.
        unit: of the files' coordinates.
        restyle: draw colours and finishes anew for every image: always for generators unless false; for files only if true, and
            then only for materials without image maps.
    """

    source: Literal["builtin", "folder"] = "builtin"
    categories: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)] = "all"
    variants: Annotated[int, Field(ge=1, le=10_000)] = 12
    label_by: dict[str, LabelBy] = Field(default_factory=dict)
    root: str | None = None
    up: Literal["auto", "y", "z"] = "auto"
    unit: Unit = "m"
    restyle: bool | None = None

    @field_validator("label_by", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        """``{dice: up_face}`` is short for ``{dice: {attribute: up_face}}``; null is none."""
        if isinstance(value, dict):
            return {kind: {"attribute": rule} if isinstance(rule, str) else rule for kind, rule in value.items()}
        return {} if value is None else value

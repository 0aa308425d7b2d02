"""Library: the models that a config puts in use, by reference."""

import difflib
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
from pydantic import JsonValue

from setpiece.assets.category import Category, Rotation
from setpiece.assets.config import AssetsConfig
from setpiece.assets.errors import UserError
from setpiece.assets.folder import load_file, scan
from setpiece.assets.lint import lint
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.scenery import SCENERY
from setpiece.assets.shapes import kept
from setpiece.assets.spec import Matrix4
from setpiece.assets.surfaces import draw_finish

CACHE_BYTES = 64 * 2**20
"""Models kept in memory: arrays and encoded textures."""


class Library:
    """The things and the scenery that a dataset may hold. A model is a pure function of its reference.

    Args:
        config: which.
        cache_bytes: models are dropped, least recently used first, beyond this size.

    Attributes:
        kinds: what can be drawn, sorted: names of generators, or sub-folders.
        scenery_kinds: what ``draw_scenery`` accepts, sorted.

    Raises:
        UserError: if the config names categories that do not exist, or a folder that cannot be used.
    """

    def __init__(self, config: AssetsConfig, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.config = config
        self._builtin = _builtin() if config.source == "builtin" else {}
        self._files = _files(config) if config.source == "folder" else {}
        self.kinds = _chosen(config.categories, sorted(self._builtin or self._files))
        self.scenery_kinds = tuple(sorted(SCENERY))
        self._models = ModelCache(cache_bytes)
        self._hashes: dict[tuple[str, str, int], str] = {}
        for kind in config.label_by:
            _require(kind, self.kinds, "assets.label_by")
        _ = self.categories

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The names that annotations may carry, sorted; the kinds themselves but for those that ``assets.label_by`` splits."""
        names: set[str] = set()
        for kind in self.kinds:
            names |= self.labels_of(kind) if kind in self.config.label_by else {kind}
        return tuple(sorted(names))

    def check(self) -> None:
        """Reads every file once, before anything is rendered.

        Raises:
            UserError: naming every file that cannot be used.
        """
        names = [name for kind in self.kinds for name in self._files.get(kind, ())]
        for name, sha256 in lint(self._root, names, self.config.up, self.config.unit).items():
            self._hashes["folder", name, 0] = sha256

    def draw(self, kind: str, rng: np.random.Generator) -> AssetRef:
        """One model of a kind, all equally likely."""
        if self.config.source == "folder":
            names = self._files[_require(kind, self.kinds, "kind")]
            return self._ref("folder", names[int(rng.integers(len(names)))], 0)
        return self._ref("builtin", _require(kind, self.kinds, "kind"), int(rng.integers(self.config.variants)))

    def draw_scenery(self, name: str, rng: np.random.Generator) -> AssetRef:
        """One piece of scenery: a table, a floor, a wall, ...

        Raises:
            UserError: if there is no scenery of that name.
        """
        return self._ref("scenery", _require(name, self.scenery_kinds, "scenery"), int(rng.integers(self.config.variants)))

    def load(self, ref: AssetRef) -> Model:
        """The model that a reference names.

        Raises:
            UserError: if it is not there any more, or is not what it was when the reference was made.
        """
        model = self._model(ref.source, ref.name, ref.variant)
        if model.sha256 != ref.sha256:
            raise UserError(
                f"asset {ref.source}/{ref.name} (variant {ref.variant}): found a model with hash {model.sha256[:12]}; "
                f"accepted: the one that was used before, {ref.sha256[:12]}. The file or the generator has changed since"
            )
        return model

    def style(self, ref: AssetRef, rng: np.random.Generator) -> tuple[Material, ...]:
        """Materials of a model for one image, one per slot."""
        model = self.load(ref)
        if ref.source == "folder":
            return tuple(self._restyled(material, rng) for material in model.materials)
        if self.config.restyle is False and ref.source == "builtin":
            return model.materials
        return self._generator(ref.source, ref.name).style(rng, model)

    def label(self, ref: AssetRef, world_from_object: Matrix4) -> tuple[str, dict[str, JsonValue]]:
        """Category and attributes of a thing in its pose."""
        if ref.source == "folder":
            return ref.name.partition("/")[0], {}
        linear = np.array(world_from_object, dtype=np.float64)[:3, :3]
        rotation = linear / np.cbrt(np.linalg.det(linear))
        attributes = dict(self._generator(ref.source, ref.name).attributes(rotation))
        rule = self.config.label_by.get(ref.name)
        return (ref.name if rule is None else rule.category(attributes[rule.attribute])), attributes

    def stands(self, ref: AssetRef) -> bool:
        """Whether people usually put it down as it was built; not known of files."""
        return ref.source != "folder" and self._generator(ref.source, ref.name).stands

    @property
    def _root(self) -> Path:
        return Path(self.config.root or "")

    def _generator(self, source: str, name: str) -> Category:
        registry = SCENERY if source == "scenery" else _builtin()
        return registry[_require(name, tuple(registry), f"asset source {source!r}")]

    def _ref(self, source: str, name: str, variant: int) -> AssetRef:
        key = (source, name, variant)
        if key not in self._hashes:
            self._hashes[key] = self._model(*key).sha256
        return AssetRef(source=source, name=name, variant=variant, sha256=self._hashes[key])

    def _model(self, source: str, name: str, variant: int) -> Model:
        return self._models.get((source, name, variant), lambda: self._make(source, name, variant))

    def _make(self, source: str, name: str, variant: int) -> Model:
        if source == "folder":
            return load_file(self._root / name, self.config.up, self.config.unit)
        generator = self._generator(source, name)
        return kept(f"{source}-{name}-{variant}", lambda: generator.shape(shape_rng(source, name, variant)))

    def _restyled(self, material: Material, rng: np.random.Generator) -> Material:
        mapped = any(value is not None for key, value in material if key.endswith("_map"))
        return draw_finish(rng) if self.config.restyle and not mapped else material

    def labels_of(self, kind: str) -> set[str]:
        """Every category that the kind can have: its attribute in all 24 orientations that turn axes into axes."""
        rule = self.config.label_by[kind]
        found = [self._builtin[kind].attributes(rotation) for rotation in axis_rotations()] if kind in self._builtin else [{}]
        if rule.attribute not in found[0]:
            has = ", ".join(found[0]) or "none"
            raise UserError(f"assets.label_by.{kind}: found the attribute {rule.attribute!r}; accepted: {has}")
        return {rule.category(attributes[rule.attribute]) for attributes in found}


class ModelCache:
    """Models by key, least recently used out first.

    Attributes:
        nbytes: size of what is held.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.nbytes = 0
        self._held: OrderedDict[tuple[str, str, int], Model] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: tuple[str, str, int], make: Callable[[], Model]) -> Model:
        """The model of a key, made if it is not held; the newest is held even if it is larger than the limit."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        model = make()
        self._held[key] = model
        self.nbytes += nbytes(model)
        while self.nbytes > self.limit and len(self._held) > 1:
            self.nbytes -= nbytes(self._held.popitem(last=False)[1])
        return model


def shape_rng(source: str, name: str, variant: int) -> np.random.Generator:
    """The generator that a shape is drawn with, from its start: what plans itself first can be planned again from it."""
    # A hash of the name, because Python's own differs between processes.
    return np.random.default_rng(np.random.SeedSequence([zlib.crc32(f"{source}/{name}".encode()), variant]))


def nbytes(model: Model) -> int:
    """Memory of a model: arrays and encoded textures."""
    mesh = model.mesh
    arrays = (mesh.vertices, mesh.triangles, mesh.corner_normals, mesh.corner_uvs, mesh.material_slots)
    return sum(array.nbytes for array in arrays if array is not None) + sum(len(texture.data) for texture in model.textures.values())


def axis_rotations() -> list[Rotation]:
    """The 24 rotations of a cube."""
    rotations = []
    for order in ((0, 1, 2), (1, 2, 0), (2, 0, 1), (0, 2, 1), (2, 1, 0), (1, 0, 2)):
        for signs in product((1.0, -1.0), repeat=3):
            matrix = np.diag(signs)[list(order)]
            if np.linalg.det(matrix) > 0:
                rotations.append(matrix)
    return rotations


def _builtin() -> Mapping[str, Category]:
    from setpiece.assets.builtin import BUILTIN

    registry: Mapping[str, Category] = BUILTIN
    return registry


def _files(config: AssetsConfig) -> Mapping[str, tuple[str, ...]]:
    if not config.root:
        raise UserError("assets.root is missing: assets=folder needs a folder with a sub-folder per category, assets.root=DIR")
    return scan(Path(config.root))


def _chosen(wanted: str | Sequence[str], available: Sequence[str]) -> tuple[str, ...]:
    if isinstance(wanted, str):
        return tuple(available)
    return tuple(sorted({_require(name, available, "assets.categories") for name in wanted}))


def _require(name: str, available: Sequence[str], where: str) -> str:
    if name in available:
        return name
    near = difflib.get_close_matches(name, available, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UserError(f"{where}: found {name!r}; {hint}accepted: {', '.join(sorted(available))}")

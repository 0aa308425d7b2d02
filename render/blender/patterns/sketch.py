"""Sketch: a material's nodes written down first, then made at once.

Blender looks through a whole node tree after every node, link and value that is added through its API, so that wiring costs the square
of a tree's size: 9 CPU-s for the 800 materials of a warehouse. So the functions that wire materials work on a sketch, which looks like a
tree to them. A tree is wired for the first sketch of a shape only; for others that differ in nothing but numbers and images it is copied,
which takes a quarter of a millisecond, and the numbers are written through ``foreach_set``, which Blender does not follow up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import bpy
import numpy as np

Shape = tuple[Any, ...]
_GIVEN = {"Principled BSDF": "ShaderNodeBsdfPrincipled", "Material Output": "ShaderNodeOutputMaterial"}
"""The nodes of a new material: name -> kind."""
_MOST_SHAPES = 200
"""Some 40 MB of them."""


class Plug(NamedTuple):
    """What there is to know of one input or output of a kind of node.

    Attributes:
        name: as people see it.
        type: Blender's: VALUE, RGBA, VECTOR, SHADER.
        default: plain value; None where there is none.
    """

    name: str
    type: str
    default: float | tuple[float, ...] | None


@dataclass(frozen=True)
class Kind:
    """A kind of node with certain properties.

    Attributes:
        inputs, outputs: its plugs.
        input_numbers, output_numbers: name -> which plug Blender finds under it.
    """

    inputs: tuple[Plug, ...]
    outputs: tuple[Plug, ...]
    input_numbers: dict[str, int]
    output_numbers: dict[str, int]


class Link(NamedTuple):
    """What feeds an input."""

    from_socket: "Socket"
    from_node: "Node"


class Socket:
    """An input or output of a sketched node."""

    def __init__(self, node: "Node", number: int, plug: Plug) -> None:
        self.node, self.number, self._plug = node, number, plug
        self.fed_by: Socket | None = None
        self.value: float | tuple[float, ...] | None = None

    @property
    def name(self) -> str:
        """As people see it."""
        return self._plug.name

    @property
    def type(self) -> str:
        """Blender's name for what it holds."""
        return self._plug.type

    @property
    def is_linked(self) -> bool:
        """Whether another node feeds this input."""
        return self.fed_by is not None

    @property
    def links(self) -> list[Link]:
        """What feeds this input: one link or none."""
        return [] if self.fed_by is None else [Link(self.fed_by, self.fed_by.node)]

    @property
    def default_value(self) -> Any:  # noqa: ANN401 - a number or several
        """The plain value, in single precision as Blender keeps it."""
        return self._plug.default if self.value is None else self.value

    @default_value.setter
    def default_value(self, value: float | Iterable[float]) -> None:
        self.value = float(np.float32(value)) if isinstance(value, int | float) else tuple(float(np.float32(one)) for one in value)


class Sockets:
    """The inputs or the outputs of a sketched node, by number or name."""

    def __init__(self, node: "Node", *, out: bool) -> None:
        self._node, self._out = node, out
        self.known: dict[int, Socket] = {}

    def __getitem__(self, key: int | str) -> Socket:
        kind = self._node.described()
        number = key if isinstance(key, int) else (kind.output_numbers if self._out else kind.input_numbers)[key]
        if number not in self.known:
            self.known[number] = Socket(self._node, number, (kind.outputs if self._out else kind.inputs)[number])
        return self.known[number]

    def __iter__(self) -> Iterator[Socket]:
        kind = self._node.described()
        return (self[number] for number in range(len(kind.outputs if self._out else kind.inputs)))


class Node:
    """A sketched node; other attributes than those below are Blender's properties of it."""

    bl_idname: str
    number: int
    properties: dict[str, Any]
    inputs: Sockets
    outputs: Sockets

    def __init__(self, kind: str, number: int) -> None:
        vars(self).update(bl_idname=kind, number=number, properties={}, inputs=Sockets(self, out=False), outputs=Sockets(self, out=True))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any property
        return self.properties.get(name)

    def __setattr__(self, name: str, value: object) -> None:
        self.properties[name] = value

    def described(self) -> Kind:
        """Its plugs, as its properties make them."""
        return _describe(self.bl_idname, self.properties)

    def shape(self) -> Shape:
        """Kind and properties; of images only that there is one."""
        return self.bl_idname, *sorted((name, "" if name == "image" else _plain(value)) for name, value in self.properties.items())


class _Nodes:
    def __init__(self) -> None:
        self._all = [Node(kind, number) for number, kind in enumerate(_GIVEN.values())]

    def new(self, kind: str) -> Node:
        self._all.append(Node(kind, len(self._all)))
        return self._all[-1]

    def __getitem__(self, name: str) -> Node:
        return self._all[list(_GIVEN).index(name)]

    def __iter__(self) -> Iterator[Node]:
        return iter(self._all)


class _Links:
    def new(self, output: Socket, input: Socket) -> None:
        input.fed_by = output


class Sketch:
    """A material's tree on paper: its surface is the Principled BSDF, as in every new material."""

    def __init__(self) -> None:
        self.nodes = _Nodes()
        self.links = _Links()
        bsdf, output = self.nodes
        self.links.new(bsdf.outputs["BSDF"], output.inputs["Surface"])

    def make(self, name: str, made: dict[Shape, bpy.types.Material]) -> bpy.types.Material:
        """The material.

        Args:
            name: of the datablock.
            made: materials by their sketches' shapes, to be copied; a new one is added.
        """
        shape = self._shape()
        if shape not in made:
            made[shape] = self._wire()
        data = made[shape].copy()
        data.name = name
        for node, real in zip(self.nodes, data.node_tree.nodes, strict=True):
            _fill(node, real)
        return data

    def _numbered_links(self) -> list[tuple[int, int, int, int]]:
        return [
            (socket.fed_by.node.number, socket.fed_by.number, node.number, socket.number)
            for node in self.nodes
            for socket in node.inputs.known.values()
            if socket.fed_by is not None
        ]

    def _shape(self) -> Shape:
        return (*(node.shape() for node in self.nodes), *sorted(self._numbered_links()))

    def _wire(self) -> bpy.types.Material:
        data = bpy.data.materials.new("shape")
        tree = data.node_tree
        real = list(tree.nodes)
        assert [node.bl_idname for node in real] == list(_GIVEN.values())
        for node in [*self.nodes][len(real) :]:
            real.append(tree.nodes.new(node.bl_idname))
            _set_properties(real[-1], node.properties)
        for source, output, target, number in self._numbered_links():
            tree.links.new(real[source].outputs[output], real[target].inputs[number])
        return data


def outlasting(made: dict[Shape, bpy.types.Material]) -> dict[Shape, bpy.types.Material]:
    """Those that may be copied in the next scene too: all without node groups, which a scene has of its own; none if they are many."""
    kept = {shape: data for shape, data in made.items() if not any(node.bl_idname == "ShaderNodeGroup" for node in data.node_tree.nodes)}
    return kept if len(kept) <= _MOST_SHAPES else {}


def _fill(node: Node, real: bpy.types.ShaderNode) -> None:
    """Write every plain value of a node, those that were never given too: the node may be a copy of another one's."""
    if "image" in node.properties and real.image != node.properties["image"]:
        real.image = node.properties["image"]
    plugs = node.described().inputs
    given = {number: socket.value for number, socket in node.inputs.known.items() if socket.value is not None}
    values = [given.get(number, plug.default) for number, plug in enumerate(plugs)]
    if None in values:  # inputs that hold a shader have no value, and foreach_set takes all inputs or none
        for socket, value in zip(real.inputs, values, strict=True):
            if value is not None and value != _default(socket):
                socket.default_value = value
    elif values:
        real.inputs.foreach_set("default_value", [one for value in values for one in (value if isinstance(value, tuple) else (value,))])


def _set_properties(real: bpy.types.ShaderNode, properties: dict[str, Any]) -> None:
    for name, value in properties.items():
        if getattr(real, name) != value:
            setattr(real, name, value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any property
    """What stands for a property in a shape: datablocks are of this scene, their names are not."""
    return value.name if isinstance(value, bpy.types.ID) else value


_kinds: dict[Shape, Kind] = {}


def _describe(kind: str, properties: dict[str, Any]) -> Kind:
    """Ask Blender once what a kind of node has; the answer holds for the life of the process."""
    key = (kind, *sorted((name, _plain(value)) for name, value in properties.items() if name != "image"))
    if key not in _kinds:
        tree = bpy.data.node_groups.new("specimen", "ShaderNodeTree")
        node = tree.nodes.new(kind)
        _set_properties(node, {name: value for name, value in properties.items() if name != "image"})
        _kinds[key] = Kind(_plugs(node.inputs), _plugs(node.outputs), _numbers(node.inputs), _numbers(node.outputs))
        bpy.data.node_groups.remove(tree)
    return _kinds[key]


def _plugs(sockets: Any) -> tuple[Plug, ...]:  # noqa: ANN401 - Blender's collection
    return tuple(Plug(socket.name, socket.type, _default(socket)) for socket in sockets)


def _default(socket: bpy.types.NodeSocket) -> float | tuple[float, ...] | None:
    value = getattr(socket, "default_value", None)
    if value is None or isinstance(value, str):
        return None
    return float(value) if isinstance(value, int | float) else tuple(value)


def _numbers(sockets: Any) -> dict[str, int]:  # noqa: ANN401 - Blender's collection
    """Which socket Blender finds under each name: of several the one in use."""
    places = {socket.as_pointer(): number for number, socket in enumerate(sockets)}
    return {name: places[sockets[name].as_pointer()] for name in {socket.name for socket in sockets} if name in sockets}

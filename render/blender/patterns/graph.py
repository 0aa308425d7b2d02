"""Graph: shader nodes written as expressions, so that a shader reads like its formula."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from setpiece.render.blender.patterns import sketch

_SOCKETS = (bpy.types.NodeSocket, sketch.Socket)
Socket = Any
"""An output socket of a node, or a plain number (or triple) where nothing needs to be computed."""

GLOSS_THRESHOLD = 0.075**0.5
"""Where Cycles begins to count a reflection in the albedo that guides the denoiser (microfacet alpha 0.075, alpha = roughness^2).
A roughness that varies across it would draw that line into the denoised picture as a hard edge."""


def offset_of(seed: int, reach_m: float = 50.0) -> tuple[float, float, float]:
    """A point to which the pattern's origin is moved: the same seed gives the same point everywhere, on every machine."""
    generator = np.random.default_rng(np.random.SeedSequence([zlib.crc32(b"pattern"), seed]))
    x, y, z = generator.uniform(-reach_m, reach_m, 3)
    return float(x), float(y), float(z)


@dataclass(frozen=True)
class Graph:
    """A node tree and its Principled BSDF."""

    tree: bpy.types.ShaderNodeTree
    bsdf: bpy.types.ShaderNode

    def node(self, kind: str, inputs: Mapping[Any, Socket], **properties: object) -> bpy.types.ShaderNode:
        """Adds a node, sets its properties, then links or sets its inputs."""
        node = self.tree.nodes.new(kind)
        for name, value in properties.items():
            if getattr(node, name) != value:
                setattr(node, name, value)
        for key, value in inputs.items():
            if isinstance(value, _SOCKETS):
                self.tree.links.new(value, node.inputs[key])
            else:
                put(node.inputs[key], value)
        return node

    def math(self, operation: str, a: Socket, b: Socket = 0.0, c: Socket = 0.0, *, clamp: bool = False) -> Socket:
        """One operation of the Math node."""
        return self.node("ShaderNodeMath", {0: a, 1: b, 2: c}, operation=operation, use_clamp=clamp).outputs[0]

    def vector(self, operation: str, a: Socket, b: Socket = (0.0, 0.0, 0.0), c: Socket = (0.0, 0.0, 0.0)) -> Socket:
        """One operation of the Vector Math node that gives a vector."""
        return self.node("ShaderNodeVectorMath", {0: a, 1: b, 2: c}, operation=operation).outputs[0]

    def combine(self, x: Socket, y: Socket, z: Socket) -> Socket:
        """A vector from its components."""
        return self.node("ShaderNodeCombineXYZ", {0: x, 1: y, 2: z}).outputs[0]

    def separate(self, vector: Socket) -> tuple[Socket, Socket, Socket]:
        """The components of a vector or colour."""
        x, y, z = self.node("ShaderNodeSeparateXYZ", {0: vector}).outputs
        return x, y, z

    def position(self, seed: int, scale: float | Sequence[float] = 1.0) -> Socket:
        """The shading point in the object's frame, metres, times ``scale``, moved by the seed."""
        coordinates = self.node("ShaderNodeTexCoord", {}).outputs["Object"]
        factor = (scale, scale, scale) if isinstance(scale, int | float) else tuple(scale)
        return self.vector("MULTIPLY_ADD", coordinates, factor, offset_of(seed))

    def facing(self) -> Socket:
        """The shading point as (u, v, 0) metres in the plane that the surface faces: (x, y), (y, z) or (x, z) of the object."""
        coordinates = self.node("ShaderNodeTexCoord", {})
        x, y, z = self.separate(coordinates.outputs["Object"])
        nx, ny, nz = self.separate(self.vector("ABSOLUTE", coordinates.outputs["Normal"]))
        sideways = self.math("GREATER_THAN", nx, self.math("MAXIMUM", ny, nz))
        upwards = self.math("GREATER_THAN", nz, self.math("MAXIMUM", nx, ny))
        return self.combine(self.mix(sideways, x, y), self.mix(upwards, z, y), 0.0)

    def noise(self, vector: Socket, detail: float = 2.0, roughness: float = 0.5, distortion: float = 0.0, *, color: bool = False) -> Socket:
        """Fractal noise around 0.5 whose largest features have size 1; ``color`` gives three independent channels."""
        inputs = {"Vector": vector, "Scale": 1.0, "Detail": detail, "Roughness": roughness, "Distortion": distortion}
        return self.node("ShaderNodeTexNoise", inputs).outputs["Color" if color else 0]

    def ramp(
        self, value: Socket, low: Socket, high: Socket, to_low: Socket = 0.0, to_high: Socket = 1.0, *, smooth: bool = False
    ) -> Socket:
        """Maps [low, high] to [to_low, to_high], clamped."""
        inputs = {0: value, 1: low, 2: high, 3: to_low, 4: to_high}
        interpolation = "SMOOTHSTEP" if smooth else "LINEAR"
        return self.node("ShaderNodeMapRange", inputs, interpolation_type=interpolation, clamp=True).outputs[0]

    def mix(self, factor: Socket, a: Socket, b: Socket) -> Socket:
        """(1 - factor) * a + factor * b of two numbers."""
        return self.node("ShaderNodeMix", {0: factor, 2: a, 3: b}, data_type="FLOAT").outputs[0]

    def mix_color(self, factor: Socket, a: Socket, b: Socket, blend: str = "MIX") -> Socket:
        """Mixes two colours; ``blend`` is a blend mode of Blender's Mix node."""
        inputs = {0: factor, 6: _rgba(a), 7: _rgba(b)}
        return self.node("ShaderNodeMix", inputs, data_type="RGBA", blend_type=blend).outputs[2]

    def input(self, name: str) -> Socket:
        """What feeds an input of the BSDF now: the linked socket, or its plain value."""
        socket = self.bsdf.inputs[name]
        if socket.is_linked:
            return socket.links[0].from_socket
        value = socket.default_value
        return value if isinstance(value, float) else tuple(value)

    def set(self, name: str, value: Socket) -> None:
        """Feeds an input of the BSDF."""
        if isinstance(value, _SOCKETS):
            self.tree.links.new(value, self.bsdf.inputs[name])
        else:
            put(self.bsdf.inputs[name], value)

    def tint(self, factor: Socket, color: Socket) -> None:
        """Mixes a colour into the base colour."""
        self.set("Base Color", self.mix_color(factor, self.input("Base Color"), color))

    def brighten(self, factor: Socket) -> None:
        """Multiplies the base colour by a number around 1."""
        grey = self.combine(factor, factor, factor)
        self.set("Base Color", self.mix_color(1.0, self.input("Base Color"), grey, "MULTIPLY"))

    def roughen(self, delta: Socket) -> None:
        """Adds to the roughness, within [0, 1]; a plain roughness stays on its side of ``GLOSS_THRESHOLD``."""
        before = self.input("Roughness")
        after = self.math("ADD", before, delta, clamp=True)
        if isinstance(before, float):
            glossy = before < GLOSS_THRESHOLD
            after = self.math("MINIMUM" if glossy else "MAXIMUM", after, GLOSS_THRESHOLD - 0.01 if glossy else GLOSS_THRESHOLD + 0.01)
        self.set("Roughness", after)

    def bump(self, height: Socket, distance_m: float) -> None:
        """Lays a relief of the given depth (height 1 = ``distance_m`` up) on top of the normal that is there."""
        if distance_m <= 0.0:
            return
        inputs: dict[int | str, Socket] = {"Strength": 1.0, "Distance": distance_m, "Height": height}
        if self.bsdf.inputs["Normal"].is_linked:
            inputs["Normal"] = self.input("Normal")
        self.set("Normal", self.node("ShaderNodeBump", inputs).outputs[0])


def put(socket: bpy.types.NodeSocket, value: Socket) -> None:
    """Gives an input its plain value. Blender looks through the whole tree after every change, so what is there already is left alone."""
    before = socket.default_value
    if (before != value) if isinstance(before, int | float) else (tuple(before) != tuple(value)):
        socket.default_value = value


def _rgba(color: Socket) -> Socket:
    return (*color, 1.0) if isinstance(color, tuple) and len(color) == 3 else color

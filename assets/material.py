"""What a surface looks like, as data: one physically based material and the patterns that vary it.

Colours are linear Rec. 709. The parameters are those of the OpenPBR / Disney "principled" model, which Cycles and EEVEE
implement as the Principled BSDF. A pattern is a procedural variation that the renderer evaluates in the object's own
frame; each kind is one file in ``assets/patterns`` and one in ``render/blender/patterns``.
"""

from typing import Annotated

from pydantic import Field

from setpiece.assets.patterns import Pattern
from setpiece.assets.spec import Rgb, Spec, Unit


def _no(value: bool) -> bool:
    return not value


class Material(Spec):
    """One surface. Image maps are names in the model's ``textures``; a map replaces the number it is named after.

    Attributes:
        base_color: linear Rec. 709 albedo (specular tint for metals).
        roughness: perceptual roughness, 0 mirror to 1 matt.
        metallic: 0 dielectric, 1 metal.
        ior: index of refraction.
        transmission: 1 for clear glass or liquid. Labels treat glass as opaque: its mask is its outline.
        pane: a thin sheet rather than a solid body of glass: what is behind it is seen straight, through ``base_color`` as a filter for
            the whole sheet, of which each of its two faces takes half.
        sheltered: no weather reaches it.
        coat: weight of a clear lacquer layer on top.
        coat_roughness: roughness of that layer.
        sheen: weight of the fuzz on cloth.
        subsurface: weight of scattering below the skin (wax, fruit, skin).
        subsurface_radius_m: mean free path of that scattering.
        anisotropy: 0 isotropic, 1 strongly brushed.
        emission_w_m2: radiant exitance, W/m^2, coloured by base_color; 0 for everything that does not glow.
        base_color_map: sRGB image; replaces base_color.
        roughness_map: data image, red channel (green if ``orm_packed``); replaces roughness.
        metallic_map: data image, red channel (blue if ``orm_packed``); replaces metallic.
        normal_map: tangent-space normals, OpenGL convention (y up).
        alpha_map: image whose alpha channel (red, if it has none) is opacity; below ``alpha_cutoff`` the surface is a hole, in
            labels too.
        orm_packed: roughness_map and metallic_map are one glTF image: green roughness, blue metallic.
        pattern: procedural variation of colour, roughness and bump.
    """

    base_color: Rgb = (0.8, 0.8, 0.8)
    roughness: Unit = 0.5
    metallic: Unit = 0.0
    ior: Annotated[float, Field(ge=1.0, le=4.0)] = 1.5
    transmission: Unit = 0.0
    coat: Unit = 0.0
    coat_roughness: Unit = 0.05
    sheen: Unit = 0.0
    subsurface: Unit = 0.0
    subsurface_radius_m: Annotated[float, Field(ge=0.0, le=1.0)] = 0.005
    anisotropy: Unit = 0.0
    emission_w_m2: Annotated[float, Field(ge=0.0)] = 0.0
    base_color_map: str | None = None
    roughness_map: str | None = None
    metallic_map: str | None = None
    normal_map: str | None = None
    alpha_map: str | None = None
    alpha_cutoff: Unit = 0.5
    orm_packed: bool = False
    pattern: Pattern | None = None
    pane: Annotated[bool, Field(exclude_if=_no)] = False
    sheltered: Annotated[bool, Field(exclude_if=_no)] = False

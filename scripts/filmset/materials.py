"""What surfaces are made of; the shader knows how each takes the light."""

from dataclasses import dataclass

KINDS = ("cloth", "skin", "hair", "eye", "satin", "metal", "veil", "sheen")
PATTERNS = (
    "",
    "tie",
    "bow tie",
    "embroidery",
    "marble",
    "dots",
    "checks",
    "neckline",
    "flower",
    "sash",
)
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Material:
    """What a surface is made of. Colours are linear light, 0..1."""

    kind: str
    colour: Colour
    rough: float = 0.6  # 0 a mirror, 1 chalk
    second: Colour = (0.0, 0.0, 0.0)  # of the pattern; of skin: the lips
    pattern: str = ""
    region: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # see the shader

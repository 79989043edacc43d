"""The cast: who they are, what they wear, and of what it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.filmset.garments import Skirt, Veil
from scripts.filmset.materials import Material

_FACE = "expression/units/caucasian/"
SMILE = {
    f"{_FACE}mouth-corner-puller.target": 1.0,
    f"{_FACE}mouth-upward-retraction.target": 0.4,
    f"{_FACE}eye-left-opened-up.target": 0.3,
    f"{_FACE}eye-right-opened-up.target": 0.3,
    f"{_FACE}eyebrows-left-inner-up.target": 0.9,
    f"{_FACE}eyebrows-right-inner-up.target": 0.9,
    f"{_FACE}eyebrows-left-up.target": 0.45,
    f"{_FACE}eyebrows-right-up.target": 0.45,
    "eyebrows/eyebrows-angle-up.target": 0.6,
    "eyebrows/eyebrows-trans-up.target": 0.7,
    "mouth/mouth-angles-up.target": 0.35,
    "mouth/mouth-scale-horiz-incr.target": 0.4,
}
PRETTY = {
    "eyes/l-eye-scale-incr.target": 0.45,
    "eyes/r-eye-scale-incr.target": 0.45,
    "mouth/mouth-upperlip-volume-incr.target": 0.2,
    "mouth/mouth-lowerlip-volume-incr.target": 0.2,
    "nose/nose-scale-horiz-decr.target": 0.35,
    "nose/nose-point-up.target": 0.25,
    "chin/chin-width-decr.target": 0.25,
    "head/head-oval.target": 0.35,
    "cheek/l-cheek-volume-incr.target": 0.25,
    "cheek/r-cheek-volume-incr.target": 0.25,
}
SHAPELY = {
    "breast/female-young-averagemuscle-averageweight-maxcup-maxfirmness.target": 0.35,
    "breast/nipple-point-decr.target": 1.0,
    "breast/nipple-size-decr.target": 1.0,
}


def origin(sex: str, age: str, **shares: float) -> dict[str, float]:
    return {f"macrodetails/{k}-{sex}-{age}.target": share for k, share in shares.items()}


def body(sex: str, age: str, muscle: str, weight: str, share: float = 1.0) -> dict[str, float]:
    build = f"{sex}-{age}-{muscle}muscle-{weight}weight"
    return {f"macrodetails/universal-{build}.target": share}


def ideal(sex: str, age: str, share: float) -> dict[str, float]:
    build = f"{sex}-{age}-averagemuscle-averageweight-idealproportions"
    return {f"macrodetails/proportions/{build}.target": share}


def clothes(name: str) -> str:
    return f"base/clothes/{name}/{name}.mhclo"


def hair(name: str) -> str:
    return f"base/hair/{name}/{name}.mhclo"


EYES = "data/eyes/low-poly/low-poly.mhclo"
BROWS = "base/eyebrows/eyebrow{0:03d}/eyebrow{0:03d}.mhclo"
LASHES = "base/eyelashes/eyelashes01/eyelashes01.mhclo"
# What make-up is painted on: the skin that these targets move.
LIPS = ("mouth/mouth-upperlip-volume-incr.target", "mouth/mouth-lowerlip-volume-incr.target")
BLUSH = ("cheek/l-cheek-volume-incr.target", "cheek/r-cheek-volume-incr.target")
LIDS = (f"{_FACE}eye-left-closure.target", f"{_FACE}eye-right-closure.target")


@dataclass(frozen=True)
class Wear:
    """One piece of clothing; `parts` of it are of other materials (see `Person.wear`)."""

    path: str
    material: str
    parts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Character:
    """One of the cast."""

    name: str
    morphs: Mapping[str, float]
    wears: tuple[Wear, ...]
    materials: Mapping[str, Material]
    garments: tuple[Skirt | Veil, ...] = ()
    bodice: str = ""  # material of the cloth on the trunk; empty: none
    make_up: float = 0.0  # 0..1: how much of it is on lids and cheeks
    cropped: bool = False  # hair so short that it is painted on
    held_out: bool = False  # nobody is to learn from this one
    bearded: bool = False
    legs: float = 0.0  # metres from hip to ankle; 0: as the meshes have them


_DARK_HAIR = Material("hair", (0.055, 0.028, 0.015), 0.5)
_BLACK = Material("cloth", (0.030, 0.020, 0.016), 0.8)
_IVORY = (0.50, 0.475, 0.445)
_EYE = Material("eye", (1.0, 1.0, 1.0), 0.1)

BRIDE = Character(
    name="bride",
    morphs={
        **origin("female", "young", caucasian=0.55, asian=0.25, african=0.20),
        **body("female", "young", "average", "average", 0.5),
        **body("female", "young", "average", "min", 0.5),
        **ideal("female", "young", 0.9),
        **SHAPELY, **PRETTY, **SMILE,
    },
    wears=(
        Wear(hair("ponytail01"), "hair"),
        Wear(clothes("shoes01"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(LASHES, "lashes"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("skin", (0.50, 0.285, 0.20), 0.46, second=(0.48, 0.09, 0.10)),
        "hair": Material("hair", (0.050, 0.022, 0.010), 0.5),
        "brows": Material("cloth", (0.190, 0.105, 0.066), 0.9),
        "lashes": _BLACK,
        "eyes": _EYE,
        "shoes": Material("satin", _IVORY, 0.4),
        "bodice": Material(
            "satin", _IVORY, 0.38, pattern="neckline", region=(0.035, 0.024, 0.0, 0.19)
        ),
        "gown": Material("satin", _IVORY, 0.42, second=(0.72, 0.70, 0.67), pattern="embroidery"),
        "veil": Material("veil", (0.85, 0.85, 0.86), 0.7),
    },
    garments=(
        Skirt(
            "gown", length=0.975, hem=0.44, pleats=12, depth=0.032, halflife=0.02, firm=0.15,
            thighs=0.6,
        ),
        Veil("veil", length=0.62, width=0.62, halflife=0.02, firm=0.03),
    ),
    bodice="bodice",
    make_up=1.0,
)  # fmt: skip

GROOM = Character(
    name="groom",
    morphs={
        **origin("male", "young", caucasian=0.7, asian=0.15, african=0.15),
        **body("male", "young", "average", "average", 0.8),
        **body("male", "young", "max", "average", 0.2),
        **ideal("male", "young", 0.9),
        **SMILE,
    },
    wears=(
        Wear(hair("short01"), "hair"),
        Wear(
            clothes("male_elegantsuit01"),
            "suit",
            {3: "shirt", 6: "shirt", 17: "shirt", 18: "shirt", 19: "shirt", 20: "shirt"},
        ),
        Wear(clothes("shoes03"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(LASHES, "lashes"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("skin", (0.55, 0.32, 0.23), 0.5, second=(0.42, 0.16, 0.13)),
        "hair": _DARK_HAIR,
        "brows": Material("cloth", (0.120, 0.066, 0.042), 0.9),
        "lashes": _BLACK,
        "eyes": _EYE,
        "suit": Material(
            "sheen", (0.0075, 0.0090, 0.0170), 0.85, second=(0.62, 0.58, 0.56), pattern="flower",
            region=(0.098, -0.265, 0.021, 0.0),
        ),
        "shirt": Material(
            "cloth", (0.62, 0.62, 0.64), 0.7, second=(0.20, 0.012, 0.03), pattern="tie",
            region=(-0.115, -0.36, 0.016, 0.036),
        ),
        "shoes": Material("cloth", (0.018, 0.012, 0.010), 0.22),
    },
)  # fmt: skip

_GOLD = (0.95, 0.62, 0.22)

STATUE = Character(
    name="statue",
    morphs={
        **origin("female", "young", caucasian=0.8, african=0.2),
        **body("female", "young", "average", "average", 0.6),
        **body("female", "young", "max", "average", 0.4),
        **ideal("female", "young", 1.0),
        **SHAPELY, **PRETTY, **SMILE,
    },
    wears=(
        Wear(hair("braid01"), "hair"),
        Wear(clothes("shoes02"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("metal", _GOLD, 0.50),
        "hair": Material("metal", (0.72, 0.42, 0.13), 0.45),
        "brows": Material("metal", (0.45, 0.24, 0.07), 0.5),
        "eyes": Material("metal", (1.0, 0.83, 0.52), 0.15),
        "shoes": Material("metal", (0.80, 0.48, 0.15), 0.35),
        "bodice": Material(
            "metal", (0.62, 0.31, 0.10), 0.36, pattern="neckline", region=(0.045, 0.022, 0.0, 0.2)
        ),
        "gown": Material("metal", (0.62, 0.31, 0.10), 0.40),
    },
    garments=(
        Skirt(
            "gown", length=0.66, hem=0.36, pleats=18, depth=0.020, halflife=0.02, firm=0.15,
            thighs=0.6,
        ),
    ),
    bodice="bodice",
)  # fmt: skip

GUEST = Character(
    name="guest",
    morphs={
        **origin("female", "young", african=0.95, caucasian=0.05),
        **body("female", "young", "average", "average", 0.7),
        **body("female", "young", "average", "max", 0.3),
        **ideal("female", "young", 0.7),
        **SHAPELY, **SMILE,
        "eyes/l-eye-scale-incr.target": 0.4,
        "eyes/r-eye-scale-incr.target": 0.4,
        "head/head-oval.target": 0.4,
        "cheek/l-cheek-bones-incr.target": 0.3,
        "cheek/r-cheek-bones-incr.target": 0.3,
    },
    wears=(
        Wear(hair("afro01"), "hair"),
        Wear(clothes("shoes02"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(LASHES, "lashes"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("skin", (0.150, 0.066, 0.036), 0.40, second=(0.26, 0.025, 0.045)),
        "hair": Material("hair", (0.022, 0.014, 0.010), 0.8),
        "brows": Material("cloth", (0.018, 0.011, 0.008), 0.9),
        "lashes": _BLACK,
        "eyes": _EYE,
        "shoes": Material("satin", (0.62, 0.33, 0.03), 0.35),
        "bodice": Material(
            "satin", (0.72, 0.30, 0.015), 0.45, pattern="neckline", region=(0.055, 0.018, 0.0, 0.2)
        ),
        "gown": Material(
            "satin", (0.72, 0.30, 0.015), 0.45, second=(0.75, 0.62, 0.45), pattern="dots"
        ),
    },
    garments=(Skirt("gown", length=0.60, hem=0.40, pleats=11, depth=0.030, firm=0.03),),
    bodice="bodice",
    make_up=0.8,
)  # fmt: skip

UNCLE = Character(
    name="uncle",
    morphs={
        **origin("male", "old", caucasian=0.85, asian=0.15),
        **body("male", "old", "average", "max", 0.75),
        **body("male", "old", "average", "average", 0.25),
        **SMILE,
        "eyes/l-eye-scale-incr.target": 0.8,
        "eyes/r-eye-scale-incr.target": 0.8,
        "head/head-age-decr.target": 0.5,
    },
    wears=(
        Wear("base/clothes/fedora01/fedora.mhclo", "hat"),
        Wear(clothes("male_casualsuit03"), "shirt", {9: "trousers", 10: "trousers"}),
        Wear(clothes("shoes03"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("skin", (0.50, 0.27, 0.20), 0.5, second=(0.40, 0.17, 0.14)),
        "hair": Material("hair", (0.30, 0.29, 0.28), 0.6),
        "brows": Material("cloth", (0.30, 0.27, 0.24), 0.9),
        "eyes": _EYE,
        "hat": Material("sheen", (0.16, 0.09, 0.045), 0.8),
        "shirt": Material(
            "cloth", (0.34, 0.42, 0.48), 0.8, second=(0.05, 0.11, 0.22), pattern="checks",
            region=(9.0, 0.0, 0.0, 0.0),
        ),
        "trousers": Material("sheen", (0.24, 0.18, 0.115), 0.85),
        "shoes": Material("cloth", (0.075, 0.032, 0.014), 0.25),
    },
    cropped=True,
)  # fmt: skip

STRANGER = Character(
    name="stranger",
    morphs={
        **origin("female", "young", asian=0.9, caucasian=0.1),
        **body("female", "young", "average", "average", 1.0),
        **ideal("female", "young", 0.5),
        **PRETTY, **SMILE,
    },
    wears=(
        Wear(hair("bob02"), "hair"),
        Wear(
            clothes("female_casualsuit02"),
            "top",
            {0: "jeans", 1: "jeans", 2: "jeans", 3: "jeans", 4: "jeans"},
        ),
        Wear(clothes("shoes02"), "shoes"),
        Wear(BROWS.format(1), "brows"),
        Wear(LASHES, "lashes"),
        Wear(EYES, "eyes"),
    ),
    materials={
        "skin": Material("skin", (0.54, 0.33, 0.22), 0.46, second=(0.46, 0.12, 0.12)),
        "hair": Material("hair", (0.014, 0.011, 0.011), 0.45),
        "brows": Material("cloth", (0.035, 0.024, 0.020), 0.9),
        "lashes": _BLACK,
        "eyes": _EYE,
        "top": Material("cloth", (0.04, 0.34, 0.30), 0.8),
        "jeans": Material("sheen", (0.035, 0.055, 0.12), 0.85),
        "shoes": Material("cloth", (0.60, 0.60, 0.60), 0.5),
    },
    make_up=0.5,
    held_out=True,
)  # fmt: skip

CAST = (BRIDE, GROOM, STATUE, GUEST, UNCLE, STRANGER)

"""People nobody designed: a look's numbers become one of the cast, dressed for a wedding."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from live.become.training.somebody import COLOURS, LENGTH, OUTFITS, STYLES, WOMEN, meanings
from live.signals import Floats, Samples
from scripts.filmset import characters as cast
from scripts.filmset.characters import Character, Wear
from scripts.filmset.garments import Skirt
from scripts.filmset.materials import Colour, Material

NAME = "someone"
_MESHES = {
    "costume": "female_elegantsuit01", "trousers": "female_casualsuit01",
    "suit": "male_elegantsuit01", "shirt": "male_casualsuit03",
    "waistcoat": "male_casualsuit03", "polo": "male_casualsuit06",
}  # fmt: skip
# Patches of these meshes (see `Person.wear`) that are not of the main cloth.
_BESIDE: Mapping[str, tuple[int, ...]] = {
    "costume": (0,), "trousers": (4, 5), "suit": (3, 6, 17, 18, 19, 20), "shirt": (9, 10),
    "waistcoat": (0, 1, 5, 6, 7, 8), "polo": (4, 5),
}  # fmt: skip
_SKIRTS = {"dress": (0.60, 0.37), "two-piece": (0.56, 0.33)}  # length and hem, see Skirt
_LEGS = 0.84  # metres from hip to ankle, of all
_BROWS = (0.6, 0.55, 0.5)  # of the hair's light: the brows'


def someone(look: Samples) -> Character:
    """Who a look (LENGTH,) is. The same numbers are the same person.

    Raises ValueError for numbers of another shape, or out of -1..1.
    """
    if look.shape != (LENGTH,) or not (np.abs(look) <= 1.0).all():
        raise ValueError(f"a look is {LENGTH} numbers of -1..1, not {look}")
    meant = {name: part[0] for name, part in meanings(look[None].astype(np.float64)).items()}
    outfit = OUTFITS[int(meant["outfit"].argmax())]
    style = STYLES[int(meant["style"].argmax())]
    colours = {name: _colour(meant[name]) for name in COLOURS}
    woman, hat = outfit in WOMEN, bool(meant["hat"][0])
    wears = [
        Wear(cast.BROWS.format(1), "brows"),
        Wear(cast.EYES, "eyes"),
        Wear(cast.clothes("shoes04" if woman else "shoes03"), "shoes"),
    ]
    if woman:
        wears.append(Wear(cast.LASHES, "lashes"))
    if style != "cropped":
        wears.append(Wear(cast.hair(style), "hair"))
    if hat:
        wears.append(Wear("base/clothes/fedora01/fedora.mhclo", "hat"))
    if outfit in _MESHES:
        parts = dict.fromkeys(_BESIDE[outfit], "beside")
        wears.append(Wear(cast.clothes(_MESHES[outfit]), "main", parts))
    return Character(
        name=NAME,
        morphs=_body(woman, float(meant["girth"][0]), float(meant["dark"][0])),
        wears=tuple(wears),
        materials=_materials(outfit, colours),
        garments=_skirts(outfit),
        bodice="main" if outfit in _SKIRTS else "",
        make_up=0.8 if woman else 0.0,
        cropped=style == "cropped",
        bearded=bool(meant["beard"][0]),
        legs=_LEGS,
    )


def _skirts(outfit: str) -> tuple[Skirt, ...]:
    """Firm, so that it hangs as the pose alone would have it."""
    if outfit not in _SKIRTS:
        return ()
    length, hem = _SKIRTS[outfit]
    return (Skirt("skirt", length=length, hem=hem, pleats=10, depth=0.026, firm=0.12),)


def _body(woman: bool, girth: float, dark: float) -> dict[str, float]:
    """Morphs: slim below 0, stout above."""
    sex = "female" if woman else "male"
    african = float(np.clip(2.0 * dark - 0.8, 0.0, 1.0))
    asian = float(np.clip(1.0 - abs(dark - 0.4) / 0.3, 0.0, 0.5))
    morphs = {
        **cast.origin(sex, "young", african=african, asian=asian,
                      caucasian=1.0 - african - asian),
        **cast.body(sex, "young", "average", "average", 1.0 - 0.7 * abs(girth)),
        **cast.body(sex, "young", "average", "min" if girth < 0 else "max", 0.7 * abs(girth)),
        **cast.ideal(sex, "young", 0.8),
        **cast.SMILE,
    }  # fmt: skip
    return morphs | ({**cast.SHAPELY, **cast.PRETTY} if woman else {})


def _materials(outfit: str, colours: Mapping[str, Colour]) -> dict[str, Material]:
    accent, satin = colours["accent"], outfit in _SKIRTS
    main = Material("satin" if satin else "sheen", colours["main"], 0.45 if satin else 0.8)
    beside = Material("cloth", colours["beside"], 0.75)
    lips = np.array(colours["skin"]) * (0.85, 0.42, 0.45) + (0.06, 0.01, 0.02)
    made = {
        "skin": Material("skin", colours["skin"], 0.46, second=_colour(lips)),
        "hair": Material("hair", colours["hair"], 0.5),
        "brows": Material("cloth", _colour(np.array(colours["hair"]) * _BROWS + 0.012), 0.9),
        "lashes": Material("cloth", (0.030, 0.020, 0.016), 0.8),
        "eyes": Material("eye", (1.0, 1.0, 1.0), 0.1),
        "shoes": Material("satin", colours["shoes"], 0.35),
        "hat": Material("sheen", accent, 0.8),
        "main": main,
        "beside": beside,
    }
    if satin:
        region = (0.050, 0.020, 0.0, 0.19)
        made["main"] = Material("satin", colours["main"], 0.45, pattern="neckline", region=region)
        cloth = colours["main"] if outfit == "dress" else colours["beside"]
        made["skirt"] = Material("satin", cloth, 0.45, second=accent, pattern="sash")
    for name in {"suit": ("beside",), "shirt": ("main",), "waistcoat": ("main", "beside")}.get(
        outfit, ()
    ):
        bow = outfit == "waistcoat"
        region = (-0.105, 0.024, 0.075, 0.0) if bow else (-0.115, -0.36, 0.016, 0.036)
        made[name] = replace(
            made[name], second=accent, pattern="bow tie" if bow else "tie", region=region
        )
    if outfit == "suit":
        made["main"] = Material(
            "sheen", colours["main"], 0.8, second=accent, pattern="flower",
            region=(0.098, -0.265, 0.030, 0.0),
        )  # fmt: skip
    return made


def _colour(numbers: Floats) -> Colour:
    red, green, blue = np.clip(numbers, 0.0, 1.0).tolist()
    return (red, green, blue)

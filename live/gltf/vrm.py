"""What VRM adds to glTF: the table of human bones, and who may do what with the figure.

VRM 0 (`VRM`) and VRM 1 (`VRMC_vrm`): https://github.com/vrm-c/vrm-specification.
"""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from live.gltf.document import Document, Index, part

_NOTHING = ("undefined", "null", "none", "unknown", "n/a")  # what exporters write for a blank
_LONGEST = 120  # characters of what a file says of its author


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file says of itself."""

    bones: dict[str, int]  # the node of each human bone, by VRM 1's names; empty: it has no table
    licence: str  # for the user, a phrase
    unseen: frozenset[int] = frozenset()  # nodes that are seen only from inside the figure
    version: Literal[0, 1] | None = None  # of VRM; None: it is plain glTF


class _Bone0(msgspec.Struct, frozen=True):
    bone: str
    node: int  # -1: none


class _Humanoid0(msgspec.Struct, frozen=True, rename="camel"):
    human_bones: list[_Bone0] = []


class _Marked0(msgspec.Struct, frozen=True, rename="camel"):
    mesh: int = -1
    first_person_flag: str = ""


class _Eyes0(msgspec.Struct, frozen=True, rename="camel"):
    mesh_annotations: list[_Marked0] = []


class _Vrm0(msgspec.Struct, frozen=True, rename="camel"):
    humanoid: _Humanoid0 = _Humanoid0()
    meta: dict[str, Any] = {}
    first_person: _Eyes0 = _Eyes0()


class _Bone1(msgspec.Struct, frozen=True):
    node: Index


class _Humanoid1(msgspec.Struct, frozen=True, rename="camel"):
    human_bones: dict[str, _Bone1] = {}


class _Marked1(msgspec.Struct, frozen=True):
    node: int = -1
    type: str = ""


class _Eyes1(msgspec.Struct, frozen=True, rename="camel"):
    mesh_annotations: list[_Marked1] = []


class _Vrm1(msgspec.Struct, frozen=True, rename="camel"):
    humanoid: _Humanoid1 = _Humanoid1()
    meta: dict[str, Any] = {}
    first_person: _Eyes1 = _Eyes1()


# Who may perform as it, in both versions' words.
_WHO = {
    "OnlyAuthor": "to be worn by its author alone",
    "onlyAuthor": "to be worn by its author alone",
    "ExplicitlyLicensedPerson": "to be worn by whom its author has allowed it",
    "onlySeparatelyLicensedPerson": "to be worn by whom its author has allowed it",
    "Everyone": "to be worn by everyone",
    "everyone": "to be worn by everyone",
}


def terms(document: Document) -> Terms:
    """The bones and the licence that a file states. Raises Refused for a broken table."""
    vrm = part(document.extensions, "VRMC_vrm", _Vrm1)
    if isinstance(vrm, _Vrm1):
        bones = {name: bone.node for name, bone in vrm.humanoid.human_bones.items()}
        inside = [one.node for one in vrm.first_person.mesh_annotations
                  if one.type == "firstPersonOnly"]  # fmt: skip
        return Terms(bones, _licence1(vrm.meta), frozenset(inside), 1)
    old = part(document.extensions, "VRM", _Vrm0)
    if isinstance(old, _Vrm0):
        there = [bone for bone in old.humanoid.human_bones if bone.node >= 0]
        bones = {_THUMBS.get(bone.bone, bone.bone): bone.node for bone in there}
        inside = [one.mesh for one in old.first_person.mesh_annotations
                  if one.first_person_flag == "FirstPersonOnly"]  # fmt: skip
        unseen = {n for n, node in enumerate(document.nodes) if node.mesh in inside}
        return Terms(bones, _licence0(old.meta), frozenset(unseen), 0)
    return Terms({}, _text(document.asset.copyright) or "not stated")


_THUMBS = {
    f"{side}Thumb{old}": f"{side}Thumb{new}"
    for side in ("left", "right")
    for old, new in (("Proximal", "Metacarpal"), ("Intermediate", "Proximal"))
}


def _licence0(meta: dict[str, Any]) -> str:
    licence = _text(meta.get("licenseName")).replace("_", " ")
    if licence == "Other":
        licence = _text(meta.get("otherLicenseUrl")) or licence
    return _stated(licence, _text(meta.get("author")), _text(meta.get("allowedUserName")))


def _licence1(meta: dict[str, Any]) -> str:
    authors = meta.get("authors")
    by = ", ".join(_text(one) for one in authors[:4]) if isinstance(authors, list) else ""
    return _stated(_text(meta.get("licenseUrl")), by, _text(meta.get("avatarPermission")))


def _stated(licence: str, author: str, who: str) -> str:
    said = [licence or "not stated", f"by {author}" if author else "", _WHO.get(who, "")]
    return ", ".join(phrase for phrase in said if phrase)


def _text(value: object) -> str:
    """A text out of a file, fit to be printed on one line."""
    if not isinstance(value, str):
        return ""
    text = " ".join("".join(c if c.isprintable() else " " for c in value).split())[:_LONGEST]
    return "" if text.lower() in _NOTHING else text

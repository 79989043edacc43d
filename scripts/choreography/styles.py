"""What the recordings' styles are called in a model."""

STYLES = ("salsa", "pop", "freestyle", "social", "jazz", "ballet", "odissi")
_ALIASES = {"salsa_solo": "salsa", "modern": "ballet", "modern_ballet": "ballet"}


def style_of(recorded: str) -> str:
    """The model's style for a recording's. Raises KeyError for a style no model knows."""
    style = _ALIASES.get(recorded, recorded)
    if style not in STYLES:
        raise KeyError(recorded)
    return style

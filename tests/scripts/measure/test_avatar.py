"""Measuring avatars."""

from pathlib import Path

from scripts.measure.avatar import _named


def test_two_models_of_one_name_are_distinguished() -> None:
    before, now = (Path(f"{folder}/avatar_bride/1/model.onnx") for folder in ("old", "models"))
    other = Path("work/int8.onnx")
    models = [before, now, other]
    assert len({_named(path, models) for path in models}) == 3
    assert _named(now, [now, other]) == "avatar_bride"
    assert _named(other, models) == "int8"

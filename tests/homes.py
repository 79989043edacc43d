"""Users as they are in containers."""

import pytest


def without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the user one without a home folder, whom the system does not know."""
    pwd = pytest.importorskip("pwd", reason="Windows knows all of its users")

    def unknown(number: int) -> object:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "FIRSTDANCE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)

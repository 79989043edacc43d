"""The floods are what their names say."""

import pytest

from live.osc.reading import LARGEST, messages
from scripts.measure.flood import FLOODS, SHOW, free_ports


@pytest.mark.parametrize("name", [name for name, one in FLOODS.items() if one.port == "osc"])
def test_a_flood_of_osc_is_of_datagrams_that_are_read_whole(name: str) -> None:
    data = FLOODS[name].data
    assert len(data) <= LARGEST
    assert len(messages(data)) >= (30 if "small" not in name else 1)
    assert (len(data) > 7000) == name.startswith("8 KB")


def test_every_flood_has_a_port_of_its_own_kind() -> None:
    ports = free_ports()
    assert len(set(ports.values())) == len(ports)
    assert {one.port for one in FLOODS.values()} == set(ports)
    assert str(ports["os2l"]) in SHOW.format(**ports)
    assert str(ports["dead"]) not in SHOW.format(**ports)

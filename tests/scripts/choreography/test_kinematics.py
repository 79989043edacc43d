import numpy as np
import pytest

from live.body import skeleton
from live.dance import vector
from tests.scripts.measure.dances import swinging

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")


def test_joints_in_torch_are_those_of_the_skeleton() -> None:
    kinematics = pytest.importorskip("scripts.choreography.kinematics")
    swung = swinging(5, 40, 32.0)
    vectors = vector.encoded(swung.positions[:, 0], swung.rotations, np.zeros((40, 4), dtype=bool))
    rotations = vector.rotations_of(vectors)
    truth = skeleton.positions_from(np.zeros((40, 3)), rotations)
    columns = torch.tensor(vectors[:, vector.ROTATIONS], dtype=torch.float64).float()
    found = kinematics.joints(columns).numpy()
    assert np.abs(found[:, :22] - truth[:, :22]).max() < 1e-5

"""The skeleton, rotations, and inverse kinematics: facts and mathematics of a body."""

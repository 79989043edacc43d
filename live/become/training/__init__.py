"""The avatars' networks: how they are made, trained, exported and measured. See docs/training.md.

takes -> sampling -> learning (network, losses, distilling) -> export, card;  measures
"""

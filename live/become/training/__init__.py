"""The avatars' networks: how they are made, learn, are exported and measured. See docs/training.md.

takes -> sampling -> learning (network, losses, distilling) -> export, card;  measures
"""

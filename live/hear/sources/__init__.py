"""Blocks of sound in: a microphone, a recording, a metronome."""

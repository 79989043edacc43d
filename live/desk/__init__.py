"""What an operator can do: the desk's state, cues, lights, controls and actions."""

"""The errors of the program, by what the operator can do about them.

ShowError
  + BadInput     before the show: a file, setting, model or device name to correct (exit code 2)
  + DeviceLost   during the show: a device went away; the part is reopened with growing pauses
  + WorkerLate   a step took too long; its understudy steps in
  + PartExited   a part asked the whole program to end, which is not a part's to decide
"""


class ShowError(Exception):
    """The base of all errors that the program reports: the message is for the operator."""


class BadInput(ShowError):
    """Something the user gave cannot be used. The message says what, why, and the remedy."""


class DeviceLost(ShowError):
    """A device or peer went away and may come back."""


class WorkerLate(ShowError):
    """A worker is still busy with an earlier step."""


class PartExited(ShowError):
    """A part raised SystemExit or the like: to the show that is a failed step."""

"""What can go wrong, named for what the operator can do about it.

ShowError
  + BadInput     before the doors open: a file, setting, model or device name to mend (exit code 2)
  + DeviceLost   during the show: a device went away; the part is reopened with growing pauses
  + WorkerLate   a step did not come in time; its understudy steps in
"""


class ShowError(Exception):
    """Anything the program itself has to say: the message is for the operator."""


class BadInput(ShowError):
    """Something the user gave cannot be used. The message: which, why, and the remedy."""


class DeviceLost(ShowError):
    """A device or peer went away and may come back."""


class WorkerLate(ShowError):
    """A worker is still busy with an earlier step."""

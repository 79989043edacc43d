"""Measures of dance: small pure functions over joint positions, a file per family.

Positions are (frames, 24, 3) metres, right-handed, Y up, floor at y = 0, joints as in
`live.body.skeleton` (the usual SMPL order). Where a published number depends on a quirk of the code
it was made with, the quirk is kept and named, and a measure of our own without it stands beside.
"""

import os

# Tables are all that is printed: pygame, which a show's window brings along, greets otherwise.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

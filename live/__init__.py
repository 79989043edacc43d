"""First Dance: a partner who dances with you, live.

    sound --hear--> Music --.                       .--> window
                             dance --> Scene --draw--+--> film (mp4)
    camera --see--> Pose  --'              '-----------> OSC

Each verb is a folder; a part of the show is a file in it. `live.show.perform` joins them.
"""

import os

# ONNX Runtime 1.29 and later report their use to Microsoft as soon as they are imported, and keep
# a number for this machine, unless this is set first. It overrides the user's environment, and
# the programs that we start inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

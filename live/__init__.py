"""First Dance: a partner who dances with you, live.

    sound --hear--> Music --.                       .--> window
                             dance --> Scene --draw--+--> film (mp4)
    camera --see--> Pose  --'              '-----------> OSC

Each verb is a folder; a part of the show is a file in it. `live.show.perform` joins them.
"""

import os

# ONNX Runtime 1.29 and later tell Microsoft of its use from the moment it is imported, and keep a
# number for this machine, unless they find this before: whatever the user's environment says, and
# for the programs that we start, too.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

"""First Dance: a partner who dances with you, live.

    sound --hear--> Music --.                       .--> window
                             dance --> Scene --draw--+--> film (mp4)
    camera --see--> Pose  --'              '-----------> OSC

Each verb is a folder; a part of the show is a file in it. `live.perform` joins them.
"""

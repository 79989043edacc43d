"""A film of somebody who has agreed becomes an avatar: what `firstdance become` does.

film -> looks (is it fit?) -> watching (landmarks, outlines) -> body (pose, points, pane)
     -> matte -> takes -> trainer (a process of its own) -> the user's own models
"""

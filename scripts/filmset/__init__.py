"""A small film set: a dressed person from CC0 meshes, a camera, and a room."""

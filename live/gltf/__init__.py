"""Reads people that users bring: glTF 2.0 and VRM files, checked before anything is believed."""

"""OSC: tables of addresses, their encoding, and what writes and reads the messages."""

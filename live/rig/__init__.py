"""The show's words on the wire: tables of OSC addresses, their encoding, and what fills them."""

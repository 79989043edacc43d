"""The words of OSC: tables of addresses, their encoding, and what fills and reads them."""

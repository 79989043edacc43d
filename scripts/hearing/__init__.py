"""From songs whose beats are known to the network of the ear."""

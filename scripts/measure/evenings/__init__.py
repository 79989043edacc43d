"""An evening that is made, danced and measured: `python -m scripts.measure.evening`."""

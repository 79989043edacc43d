"""`Scene` in, `Picture` out."""

import cv2

# Each part has one worker; OpenCV's own threads would take the cores from the others.
cv2.setNumThreads(1)

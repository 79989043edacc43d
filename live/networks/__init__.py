"""Models as files, and the engines that run them."""

"""What synthetic images are worth: the same detector, for as many steps, on photographs, on renderings, and on both."""

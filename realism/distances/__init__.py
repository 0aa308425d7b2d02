"""How far apart two sets of images are: pure functions of two feature matrices, each with its standard error."""

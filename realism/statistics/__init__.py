"""Plain statistics of pictures and of annotations, each with the config key that moves it."""

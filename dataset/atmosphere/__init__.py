"""What is between the scene and the lens: haze, rain, snow and dust, added to finished radiance in linear light."""

"""What a scene is: distributions, samplers, SceneSpec. numpy and trimesh only, never bpy."""

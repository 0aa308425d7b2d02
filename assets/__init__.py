"""What can stand in a scene: catalogue, importers, generators, materials, HDRIs. numpy and trimesh only, never bpy."""

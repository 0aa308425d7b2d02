"""SceneSpec to Frame. Only render/blender imports bpy."""

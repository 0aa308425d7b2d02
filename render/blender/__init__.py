"""The only folder that imports bpy."""

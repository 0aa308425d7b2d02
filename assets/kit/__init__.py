"""Tools for procedural assets: solids with rounded edges, finishes, and print."""

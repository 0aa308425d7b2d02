"""Roads and parking lots: a plan in numbers, and the slabs that are built after it. Environments read the plan, renderers the slabs."""

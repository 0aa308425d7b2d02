"""Frame to image, labels, files, manifest, report page."""

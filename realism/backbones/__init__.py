"""Feature extractors, run by onnxruntime: two that are built here from published tensors, and any ONNX file of the user's."""

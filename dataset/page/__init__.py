"""The report that people open: index.html and report/, static, readable from disk without a server.

Browsers let a page from ``file://`` run scripts from beside it but read no file, so all data comes in script files, and the page
decodes the run lengths and draws the overlays itself. Every text from the dataset is set as text, never as HTML.
"""

from setpiece.dataset.page.report import GALLERY_LIMIT, Report

__all__ = ["GALLERY_LIMIT", "Report"]

"""Whether this machine can draw without a screen: EGL, which EEVEE needs."""

import ctypes

_SURFACELESS_MESA = 0x31DD
_VENDOR, _VERSION = 0x3053, 0x3054


def egl_description() -> str | None:
    """EGL's version and vendor, e.g. "1.5 Mesa Project"; None where no display can be opened without a screen.

    Call it in a process that may crash: it loads the driver.
    """
    try:
        egl = ctypes.CDLL("libEGL.so.1")
    except OSError:
        return None
    egl.eglGetPlatformDisplay.restype = ctypes.c_void_p
    egl.eglGetPlatformDisplay.argtypes = (ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p)
    egl.eglGetDisplay.restype = ctypes.c_void_p
    egl.eglGetDisplay.argtypes = (ctypes.c_void_p,)
    egl.eglInitialize.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    egl.eglQueryString.restype = ctypes.c_char_p
    egl.eglQueryString.argtypes = (ctypes.c_void_p, ctypes.c_int)
    for display in (egl.eglGetPlatformDisplay(_SURFACELESS_MESA, None, None), egl.eglGetDisplay(None)):
        if display and egl.eglInitialize(display, None, None):
            version, vendor = (egl.eglQueryString(display, name) or b"?" for name in (_VERSION, _VENDOR))
            return f"{version.decode().split()[0]} {vendor.decode()}"
    return None

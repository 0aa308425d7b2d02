"""Asks Cycles which devices there are, and switches one on."""

import bpy

from setpiece.render.devices import BACKENDS, Device


def find_devices() -> tuple[Device, ...]:
    """Every device Cycles can use here: GPUs of each backend, and the CPU."""
    preferences = bpy.context.preferences.addons["cycles"].preferences
    available = {identifier for identifier, *_ in preferences.get_device_types(bpy.context)}
    found: dict[tuple[str, str], Device] = {}
    for backend in BACKENDS:
        if backend in available:
            for name, _type, device_id, *_ in preferences_devices(preferences, backend):
                found[backend, device_id] = Device(backend, name, device_id)
    cpu = next(device for device in preferences_devices(preferences, "NONE"))
    return (*found.values(), Device("CPU", cpu[0], cpu[2]))


def preferences_devices(preferences: bpy.types.AddonPreferences, backend: str) -> list[tuple[str, str, str]]:
    """(name, type, id) of a backend's own devices; for "NONE", of the CPU."""
    preferences.compute_device_type = backend
    preferences.refresh_devices()
    wanted = "CPU" if backend == "NONE" else backend
    return [(device.name, device.type, device.id) for device in preferences.devices if device.type == wanted]


def use_device(device: Device) -> None:
    """Make Cycles render on this device and no other."""
    preferences = bpy.context.preferences.addons["cycles"].preferences
    preferences.compute_device_type = "NONE" if device.backend == "CPU" else device.backend
    preferences.refresh_devices()
    for entry in preferences.devices:
        entry.use = entry.type == device.backend and entry.id == device.id

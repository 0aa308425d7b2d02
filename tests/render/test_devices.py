import os
from pathlib import Path

import pytest

from setpiece.assets.errors import UserError
from setpiece.render.devices import Device, choose_device, suitable

CPU = Device("CPU", "a processor", "CPU")
CUDA = (Device("CUDA", "card", "CUDA_0"), Device("CUDA", "card", "CUDA_1"))
OPTIX = (Device("OPTIX", "card", "OPTIX_0"), Device("OPTIX", "card", "OPTIX_1"))
HIP = (Device("HIP", "other card", "HIP_0"),)
METAL = (Device("METAL", "chip", "METAL_0"),)


@pytest.mark.parametrize(
    ("request_", "found", "gpu_index", "expected"),
    [
        ("auto", (CPU, *CUDA, *OPTIX), 0, OPTIX[0]),
        ("auto", (*OPTIX, *CUDA, CPU), 1, OPTIX[1]),
        ("gpu", (CPU, *CUDA), 5, CUDA[1]),
        ("auto", (CPU, *HIP, *CUDA), 0, CUDA[0]),
        ("gpu", (CPU, *HIP), 0, HIP[0]),
        ("auto", (CPU, *METAL), 0, METAL[0]),
        ("cpu", (CPU, *OPTIX), 0, CPU),
    ],
)
def test_the_best_backend_wins_and_workers_take_turns(request_: str, found: tuple[Device, ...], gpu_index: int, expected: Device) -> None:
    choice = choose_device(request_, found, gpu_index)  # type: ignore[arg-type]
    assert choice.device == expected
    assert not choice.fell_back


def test_a_fall_back_to_the_cpu_is_said() -> None:
    choice = choose_device("auto", (CPU,))
    assert choice.device == CPU
    assert choice.fell_back
    assert "no GPU" in choice.reason


def test_insisting_on_a_gpu_that_is_not_there_is_the_users_error() -> None:
    with pytest.raises(UserError, match=r"device=gpu.*OPTIX.*METAL.*device=cpu"):
        choose_device("gpu", (CPU,))


REAL = (
    Device("CUDA", "NVIDIA L4", "CUDA_NVIDIA L4_0000:01:00"),
    Device("CUDA", "NVIDIA L4", "CUDA_NVIDIA L4_0000:0a:00"),
    Device("OPTIX", "NVIDIA L4", "CUDA_NVIDIA L4_0000:01:00_OptiX"),
    Device("OPTIX", "NVIDIA L4", "CUDA_NVIDIA L4_0000:0a:00_OptiX"),
    Device("HIP", "Radeon", "HIP_Radeon_0000:03:00"),
    CPU,
)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("auto", REAL[2:4]),
        ("gpu:1", REAL[3:4]),
        ("optix", REAL[2:4]),
        ("cuda", REAL[:2]),
        ("CUDA:0", REAL[:1]),
        ("hip:0", REAL[4:5]),
        ("0000:0A:00", REAL[3:4]),
        ("0000:03:00", REAL[4:5]),
        ("CUDA_NVIDIA L4_0000:01:00", REAL[:1]),
        ("GPU-bbbbbbbb-0000-1111-2222-333333333333", REAL[3:4]),
        ("gpu-BBBBBBBB", REAL[3:4]),
        ("cpu", (CPU,)),
    ],
)
def test_cards_are_named_by_number_address_uuid_or_id(
    request_: str, expected: tuple[Device, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every worker that is told a card gets that card; UUIDs are nvidia-smi's, which a stand-in plays here."""
    tool = tmp_path / "nvidia-smi"
    lines = ["GPU-aaaaaaaa-0000-1111-2222-333333333333, 00000000:01:00.0", "GPU-bbbbbbbb-0000-1111-2222-333333333333, 00000000:0A:00.0"]
    tool.write_text("#!/bin/sh\nprintf '%s\\n' " + " ".join(f"'{line}'" for line in lines) + "\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert suitable(request_, REAL) == expected
    assert [choose_device(request_, REAL, worker).device for worker in range(3)] == [expected[k % len(expected)] for k in range(3)]


@pytest.mark.parametrize(
    ("request_", "fragments"),
    [
        ("gpu:2", ["device=gpu:2", "no such card", "OPTIX: NVIDIA L4 (CUDA_NVIDIA L4_0000:0a:00_OptiX)", "CUDA_VISIBLE_DEVICES='1'"]),
        ("oneapi", ["device=oneapi", "HIP: Radeon"]),
        ("0000:09:00", ["device=0000:09:00", "HIP: Radeon"]),
    ],
)
def test_a_card_that_is_not_there_is_named_with_others(request_: str, fragments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    with pytest.raises(UserError) as refused:
        suitable(request_, REAL)
    assert all(fragment in str(refused.value) for fragment in fragments)


def test_a_uuid_without_its_driver_is_the_users_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"device=GPU-12345678: nvidia-smi"):
        suitable("GPU-12345678", REAL)

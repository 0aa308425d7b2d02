import pytest

from setpiece.assets.errors import UserError
from setpiece.render.devices import Device, choose_device

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

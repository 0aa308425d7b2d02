"""Entry for Hydra's own launchers and sweepers: several runs of ``setpiece generate``, each with its own overrides.

usage: python -m setpiece.cli.multirun --multirun [hydra/launcher=submitit_slurm] share=0/4,1/4,2/4,3/4 count=1000 out=/shared/data
"""

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig


@hydra.main(version_base="1.3", config_path="pkg://setpiece.configs", config_name="config")
def main(_composed: DictConfig) -> None:
    """One run: composed again from its overrides, so that the same judge sees it as on the command line.

    Raises:
        UserError: a mistake in the overrides.
        SystemExit: images failed.
    """
    from setpiece.cli.compose import compose_config
    from setpiece.cli.generate import make

    if code := make(compose_config(list(HydraConfig.get().overrides.task))):
        raise SystemExit(code)


if __name__ == "__main__":
    main()

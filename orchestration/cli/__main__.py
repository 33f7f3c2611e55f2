"""The command as a module: ``python -m orchestration.cli``."""

from orchestration.cli import main

main()

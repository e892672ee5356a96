"""`python -m tawatur`: the same as the `tawatur` command."""

from tawatur.cli import main

main()

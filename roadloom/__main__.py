"""Run `python -m roadloom` as the command `roadloom`."""

from roadloom.cli import main

if __name__ == "__main__":
    main()

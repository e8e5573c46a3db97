"""The command `minivae demo | lab | doctor | fetch | check`.

Each command is a module in `minivae.commands`, imported only when it is called.
Exit codes: 0 done, 1 failed or not all right, 2 not understood, 130 interrupted.
"""

import argparse
import sys
from importlib import import_module

from minivae import __version__

COMMANDS = {
    "demo": "train a VAE on real digits and write one page about it",
    "lab": "open the course in JupyterLab",
    "check": "check the exercises of your own notebooks",
    "doctor": "look over this installation and name the cure for what is wrong",
    "fetch": "download full MNIST or Fashion-MNIST, or the Reuters corpus, verified",
}


def main(argv=None):
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : list of str, optional
        The words after `minivae`; None takes them from the command line.

    Returns
    -------
    code : int
        What the command returned; 1 after an error, which is printed without a
        traceback; 130 after Ctrl-C.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    parser, command = _parser(argv)
    args = parser.parse_args(argv)
    if command is None:
        parser.print_help()
        return 2
    try:
        return command.run(args)
    except KeyboardInterrupt:
        print(f"\nminivae {argv[0]}: interrupted", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        cure = "`minivae doctor` lists what is missing"
        print(f"minivae {argv[0]}: {error}; {cure}", file=sys.stderr)
    except (ValueError, OSError) as error:
        print(f"minivae {argv[0]}: {error}", file=sys.stderr)
    return 1


def _parser(argv):
    """Build the parser; import the one command that is called, if any."""
    parser = argparse.ArgumentParser(
        prog="minivae",
        description="Unsupervised learning by hand: clusters, topics, representations, "
        "autoencoders. Show it, open the course, check your exercises.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND")
    command = None
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(name, help=purpose, description=purpose)
        if argv[:1] == [name]:
            command = import_module(f"minivae.commands.{name}")
            command.add_arguments(sub)
    return parser, command

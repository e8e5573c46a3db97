"""Download the full MNIST or Fashion-MNIST, or the Reuters corpus, verified."""

from minivae.data.catalogue import CATALOGUE
from minivae.data.download import download_dataset
from minivae.data.reuters import REUTERS, download_reuters


def add_arguments(parser):
    """Name the dataset and, if you like, the folder."""
    parser.add_argument("dataset", choices=[*CATALOGUE, REUTERS.key])
    parser.add_argument(
        "--to",
        metavar="DIR",
        help="put the files into a folder in DIR, for MINIVAE_DATA=DIR (default: where "
        "they are found without further ado, your cache or this environment)",
    )


def run(args):
    """Fetch what is missing and say where it lies."""
    try:
        if args.dataset == REUTERS.key:
            entry, folder = REUTERS, download_reuters(args.to)
        else:
            entry = CATALOGUE[args.dataset]
            folder = download_dataset(entry, args.to, progress=True)
    except PermissionError as error:
        raise OSError(f"{error}; name a folder of your own: --to DIR") from None
    print(f"{entry.title} is complete and verified: {folder}")
    if args.to is not None:
        print(f"To use it: export MINIVAE_DATA={folder.parent.resolve()}")
    return 0

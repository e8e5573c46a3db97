"""Download a dataset: several mirrors, SHA-256, and never half a file left behind."""

import os
import tempfile
from pathlib import Path

from minivae import __version__
from minivae.data.idx import read_unpacked
from minivae.data.search import cache_folder, local_file, not_found

TIMEOUT = 30  # seconds of silence from a server
# Some mirrors refuse a request that does not say who asks.
HEADERS = {"User-Agent": f"minivae/{__version__}"}


def download_dataset(entry, data_dir=None, progress=False):
    """Bring the files of a dataset into `data_dir`, or into the user's cache.

    A file that is there and right is kept. One that is there and wrong is fetched
    again; what arrives is packed, and packed files are read first.

    Parameters
    ----------
    entry : Entry
        From the catalogue.
    data_dir : str or Path, optional
        The files go to a folder in it, named after the dataset.
    progress : bool
        Show a bar for each file.

    Returns
    -------
    folder : Path

    Raises
    ------
    DataNotFound
        If no mirror could deliver a file.
    OSError
        If the folder cannot be written to.
    """
    root = cache_folder() if data_dir is None else Path(data_dir).expanduser()
    folder = root / entry.key
    folder.mkdir(parents=True, exist_ok=True)
    for file in entry.files:
        if not _is_right(local_file(folder, file), file):
            _download_file(entry, file, folder, progress)
    return folder


def _download_file(entry, file, folder, progress):
    """Try each mirror in turn; move the file to its place only when it is right."""
    import pooch

    fetch = pooch.HTTPDownloader(progress, headers=HEADERS, timeout=TIMEOUT)
    failures = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as partial:
        for mirror in entry.mirrors:
            url = f"{mirror}{file.name}.gz"
            arrived = Path(partial, f"{file.name}.gz")
            try:
                fetch(url, str(arrived), None)
                read_unpacked(arrived, file.sha256)
            except (OSError, ValueError) as error:
                failures.append(f"{url}: {_reason(error)}")
                continue
            os.replace(arrived, folder / arrived.name)
            return
    raise not_found(entry, failures)


def _is_right(path, file):
    if path is None:
        return False
    try:
        read_unpacked(path, file.sha256)
    except ValueError:
        return False
    return True


def _reason(error):
    """Say in a few words why a mirror failed."""
    import requests

    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate could not be checked"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code}"
    if isinstance(error, ValueError):
        return "what arrived is not the published file"
    return str(error)

"""Measure the rows whose source has changed, and keep what came."""

import time
import warnings

from threadpoolctl import threadpool_limits

from minivae.data.catalogue import MNIST
from minivae.data.search import find

from . import store
from .fingerprint import fingerprint


def measure(claim, seeds=None):
    """Return {seed: {name: value}} and the CPU seconds."""
    start, by_seed = time.process_time(), {}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in claim.seeds if seeds is None else seeds:
            row = {name: float(value) for name, value in claim.measure(seed).items()}
            claim.check(row)
            by_seed[seed] = row
    return by_seed, time.process_time() - start


def is_fresh(claim, kept, now):
    """Whether a stored row was measured by these lines and files, `fingerprint`'s."""
    if kept is None or tuple(map(int, kept["values"])) != claim.seeds:
        return False
    return all(kept[name] == value for name, value in now.items())


def data_is_here(claim):
    """Whether this computer has the data that a row needs."""
    if claim.data == "bundled":
        return True
    try:
        find(MNIST)
    except FileNotFoundError:
        return False
    return True


def renew(root, claims, path, everything=False):
    """Measure what has changed (or all), write the store after each row.

    Returns
    -------
    entries : {id: entry}
    failed : int, rows that could not be measured or whose verdict does not hold
    """
    entries, failed = store.read(path), 0
    # All at the start: who edits a file meanwhile has not changed what runs here.
    hashes = {claim.id: fingerprint(root, claim.measure) for claim in claims}
    for claim in claims:
        old = entries.get(claim.id)
        if not everything and is_fresh(claim, old, hashes[claim.id]):
            continue
        if not data_is_here(claim):
            print(f"kept     {claim.id}: it needs {claim.data}, which is not here")
            continue
        try:
            by_seed, seconds = measure(claim)
        except Exception as error:  # one row must not take the others with it
            failed += 1
            print(f"FAILED   {claim.id}: {type(error).__name__}: {error}", flush=True)
            continue
        new = entries[claim.id] = store.entry(by_seed, hashes[claim.id], seconds)
        store.write(path, entries)
        print(f"measured {claim.id}  {seconds:.1f} s of CPU", flush=True)
        for seed in new["values"] if old else ():
            before, now = old["values"].get(seed, {}), new["values"][seed]
            for name in store.moved(claim, before, now):
                print(f"    seed {seed}, {name}: was {before.get(name)}, {now[name]}")
        for problem in store.problems(claim, new):
            failed += 1
            print(f"FAILED   {claim.id}: {problem}", flush=True)
    return entries, failed

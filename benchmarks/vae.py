"""The VAE's training step against PyTorch's, as ratios measured in one run.

    make bench        or        python benchmarks/vae.py [--rounds 30] [--steps 40]

The model: 784-400-(20, 20)-400-784, Bernoulli likelihood, Adam, float32. A step is
all of it: gather the batch, draw the noise, forward, backward, update. Contestants:

minivae   this package's `loss_and_grads` and `Adam.step`
eager     PyTorch as most people write it: sigmoid, binary cross-entropy, Adam
tuned     PyTorch with cross-entropy from logits, `Adam(fused=True)`, denormals flushed
gemms     only the eleven matrix products of the step, in NumPy: what no one can beat

Each contestant is a process of its own, pinned to the same cores. All take 1,000 steps
first (compilation, and the time when Adam's moments turn denormal), then they take
turns, one at a time: A B C D A B C D ... Printed: medians and quartiles of the
per-round ratios. Absolute times are of this machine alone.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

WARM_UP = 1000
CONTESTANTS = ("minivae", "eager", "tuned", "gemms")


def batches(batch_size):
    """Yield shuffled rows of the bundled digits, for ever."""
    rng = np.random.default_rng(0)
    n = 4000
    while True:
        order = rng.permutation(n)
        for i in range(0, n - batch_size + 1, batch_size):
            yield order[i : i + batch_size]


def minivae_step(X, batch_size):
    from minivae.autoencoders import VAE
    from minivae.nn import Adam

    rng = np.random.default_rng(0)
    model, rows = VAE(), batches(batch_size)
    model._build(X.shape[1], rng)
    adam = Adam(model.encoder_, model.decoder_)

    def step():
        x = X[next(rows)]
        loss, _ = model.loss_and_grads(x, model._noise(x, rng))
        adam.step()
        return loss

    return step


def torch_step(X, batch_size, tuned):
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.manual_seed(0)
    if tuned:
        torch.set_flush_denormal(True)
    encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU())
    to_mu, to_logvar = nn.Linear(400, 20), nn.Linear(400, 20)
    decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))
    parts = (encoder, to_mu, to_logvar, decoder)
    parameters = [p for part in parts for p in part.parameters()]
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=tuned or None)
    X, rows = torch.from_numpy(X), batches(batch_size)

    def step():
        x = X[torch.from_numpy(next(rows))]
        h = encoder(x)
        mu, logvar = to_mu(h), to_logvar(h)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        logits = decoder(z)
        if tuned:
            nll = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        else:
            nll = F.binary_cross_entropy(torch.sigmoid(logits), x, reduction="sum")
        kl = 0.5 * torch.sum(mu**2 + logvar.exp() - 1 - logvar)
        loss = (nll + kl) / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.item()

    return step


def gemms_step(X, batch_size):
    rng, rows = np.random.default_rng(0), batches(batch_size)
    sizes = [(784, 400), (400, 40), (20, 400), (400, 784)]
    W = [rng.standard_normal(s, dtype=np.float32) for s in sizes]
    inputs = [rng.standard_normal((batch_size, s[0]), dtype=np.float32) for s in sizes]
    dy = [rng.standard_normal((batch_size, s[1]), dtype=np.float32) for s in sizes]

    def step():
        inputs[0] = X[next(rows)]
        for x, w in zip(inputs, W, strict=True):
            x @ w
        for i in (3, 2, 1, 0):
            inputs[i].T @ dy[i]
            if i:  # the gradient of the data is not needed
                dy[i] @ W[i].T
        return 0.0

    return step


def work(name, batch_size, steps):
    """Serve one contestant: for each line on stdin, time some steps."""
    from minivae.data import load_mnist

    X = load_mnist(source="bundled").x_train
    make = {
        "minivae": lambda: minivae_step(X, batch_size),
        "eager": lambda: torch_step(X, batch_size, tuned=False),
        "tuned": lambda: torch_step(X, batch_size, tuned=True),
        "gemms": lambda: gemms_step(X, batch_size),
    }
    step = make[name]()
    for _ in range(WARM_UP):
        loss = step()
    print(f"{loss:.2f}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(steps):
            step()
        print((time.perf_counter() - start) / steps, flush=True)


def environment(threads, **extra):
    names = ("OPENBLAS", "OMP", "MKL", "NUMBA")
    return {**os.environ, **{f"{n}_NUM_THREADS": str(threads) for n in names}, **extra}


def race(batch_size, threads, rounds, steps, names):
    """Return seconds per step: dict name -> (rounds,), measured in turns."""
    cores = sorted(os.sched_getaffinity(0))[-threads:]
    processes = {}
    for name in names:
        command = [sys.executable, __file__, "--serve", name]
        command += ["--batch", str(batch_size), "--steps", str(steps)]
        processes[name] = subprocess.Popen(
            ["taskset", "-c", ",".join(map(str, cores)), *command],
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes[name].stdout.readline()  # warm before the next one starts
    times = {name: [] for name in names}
    for _ in range(rounds):
        for name, process in processes.items():
            process.stdin.write("go\n")
            process.stdin.flush()
            times[name].append(float(process.stdout.readline()))
            time.sleep(0.02)  # threads of the last one stop spinning
    for process in processes.values():
        process.stdin.close()
        process.wait()
    return {name: np.array(values) for name, values in times.items()}


def spread(values):
    low, middle, high = np.percentile(values, [25, 50, 75])
    return f"{middle:5.2f}  [{low:.2f}, {high:.2f}]"


def first_steps():
    """Return seconds from starting Python to the end of the first step: cold, warm."""
    code = "import runpy, sys; sys.argv = ['x', '--first']; "
    code += f"runpy.run_path({__file__!r}, run_name='__main__')"
    with tempfile.TemporaryDirectory() as folder:
        env = environment(1, NUMBA_CACHE_DIR=folder)
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds = []
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], env=env, check=True)
            seconds.append(time.perf_counter() - start)
    return seconds[0], float(np.median(seconds[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--batch", type=int, default=128, help=argparse.SUPPRESS)
    parser.add_argument("--serve", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        return work(args.serve, args.batch, args.steps)
    if args.first:
        minivae_step(np.full((4000, 784), 0.5, dtype=np.float32), 128)()
        return None
    try:
        import torch

        names, version = CONTESTANTS, f"PyTorch {torch.__version__}"
    except ImportError:
        names, version = ("minivae", "gemms"), "PyTorch is not installed: make bench"
    print(f"{version}; medians of {args.rounds} per-round ratios [quartiles]")
    print(
        "batch threads  minivae/eager        minivae/tuned        "
        "tuned/eager          minivae/gemms        ms a step"
    )
    for batch_size, threads in ((128, 1), (32, 1), (128, 2)):
        t = race(batch_size, threads, args.rounds, args.steps, names)
        eager = t.get("eager", t["minivae"] * np.nan)
        tuned = t.get("tuned", eager)
        print(
            f"{batch_size:5} {threads:7}  {spread(t['minivae'] / eager):19}  "
            f"{spread(t['minivae'] / tuned):19}  {spread(tuned / eager):19}  "
            f"{spread(t['minivae'] / t['gemms']):19}  "
            f"{np.median(t['minivae']) * 1e3:.2f}",
            flush=True,
        )
    cold, warm = first_steps()
    print(
        f"first step, from starting Python: cold cache {cold:.2f} s, warm {warm:.2f} s"
    )
    return None


if __name__ == "__main__":
    main()

"""An interrupt between any two lines: the model is as before, or after whole steps."""

import ast
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import interrupt_cases
import interrupts
import numpy as np
import pytest
from interrupt_cases import CASES, COUNTS, IMAGES, POINTS, SMALL, fit_cases, mixture
from interrupts import LineTracer, bad, cut_at_line, n_lines, quiet, tally

from minivae import fitting, nn
from minivae.autoencoders import VAE
from minivae.base import Estimator
from minivae.clusters import GaussianMixture, KMeans
from minivae.clusters.kmeans.hamerly import Bounds
from minivae.embeddings import PCA
from minivae.topics import LDA

# A few moments each time; MINIVAE_INTERRUPTS=100 makes it a hundred.
MOMENTS = int(os.environ.get("MINIVAE_INTERRUPTS", 3))
WITH_KERNELS = "DirichletProcessMixture", "LDA", "KMeans", "PLSA", "VAE"
FOLDER = Path(__file__).parent
posix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX signals")


@pytest.mark.parametrize("name", CASES)
def test_an_interrupt_between_two_lines_leaves_a_whole_model(name):
    with quiet():
        seen = tally(CASES[name], MOMENTS, "lines", seed=MOMENTS)
    assert bad(seen) == 0, seen


@posix
def test_real_signals_end_neither_the_process_nor_the_model():
    """In a process of its own, so that a crash is a failure and not the end."""
    command = [sys.executable, "-W", "ignore", interrupt_cases.__file__]
    command += ["signals", str(2 * MOMENTS), *WITH_KERNELS]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER.parent)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) >= 2 * len(WITH_KERNELS)
    assert [line for line in lines if line[2]] == []


def test_every_estimator_has_a_case():
    from test_estimators import every_class

    abstract = {"TrainableAutoencoder", "TopicModel"}
    for name in {cls.__name__ for cls in every_class()} - abstract:
        assert any(case.split()[0].split(",")[0] == name for case in CASES), name


# --- planted mistakes: what the test must see ---------------------------------


def every_verdict(case):
    with quiet():
        return {cut_at_line(case, n) for n in range(1, n_lines(case) + 1)}


@pytest.mark.parametrize(
    ("cls", "make", "X", "other"),
    [
        (PCA, lambda n: PCA(2), POINTS, POINTS[:20, :2]),
        (KMeans, lambda n: KMeans(3, random_state=0), POINTS, POINTS[:20, :2]),
    ],
)
def test_a_fit_that_gives_nothing_back_is_caught(cls, make, X, other, monkeypatch):
    case = fit_cases("planted", make, X, other)["planted, again"]
    monkeypatch.setattr(cls, "fit", cls.fit.__wrapped__)
    assert any(said.startswith(("neither", "of no")) for said in every_verdict(case))


def test_a_step_taken_in_two_lines_is_caught(monkeypatch):
    class TwoLines(Estimator):
        def __init__(self, n):
            self.n = n

        def fit(self, X):
            self.total_, self.n_steps_ = 0.0, 0
            try:
                for _ in range(self.n):
                    self.total_ += X
                    self.n_steps_ += 1
            except KeyboardInterrupt:
                if self.n_steps_ == 0:
                    raise
            return self

    monkeypatch.setattr(interrupts, "TRACED", [*interrupts.TRACED, __file__])
    cases = fit_cases("two", TwoLines, 2.0, 3.0, lambda m: m.n_steps_, most=4)
    said = every_verdict(cases["two"])
    assert any(verdict.startswith("neither") for verdict in said)
    assert any(verdict in ("before", "whole") for verdict in said)


def test_a_swallowed_interrupt_and_another_error_are_caught():
    case = interrupts.Case(
        lambda: PCA(2), lambda model: PCA(2).fit(POINTS), lambda model: model
    )
    assert cut_at_line(case, 10**6) == "an interrupt was swallowed"
    case.act = lambda model: PCA(9).fit(POINTS)
    assert cut_at_line(case, 10**6).startswith("raised ValueError: n_components=9")


# --- what holds by itself --------------------------------------------------


@pytest.mark.parametrize("algorithm", [2, 3, 8])
def test_kernels_that_take_a_generator_run_where_no_signal_falls(
    algorithm, monkeypatch
):
    from minivae.clusters.dirichlet import chain, moves

    seen = []

    def noted(plain):
        def call(*args):
            seen.append(threading.current_thread() is threading.main_thread())
            return plain(*args)

        return call

    for module, name in (
        (chain, "collapsed_sweep"),
        (chain, "explicit_sweep"),
        (chain, "draw_all"),
        (moves, "others_at"),
        (moves, "split_probability"),
    ):
        monkeypatch.setattr(module, name, noted(getattr(module, name)))
    mixture(4, algorithm=algorithm).fit(POINTS)
    assert len(seen) > 8 and not any(seen)


def test_no_other_kernel_takes_a_generator():
    """Numba unboxes it by Python code, where a signal does harm: see `undisturbed`."""
    kernels = Path(fitting.__file__).parent / "kernels"
    for path in kernels.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arg) and path.parent.name != "dirichlet":
                assert node.arg not in {"rng", "generator", "random_state"}, path


def test_an_undisturbed_call_returns_raises_and_keeps_errstate():
    assert fitting.undisturbed(lambda stop: 7) == 7
    with pytest.raises(ZeroDivisionError):
        fitting.undisturbed(lambda stop: 1 // 0)
    with np.errstate(invalid="raise"), pytest.raises(FloatingPointError):
        fitting.undisturbed(lambda stop: np.sqrt(np.float64(-1)))


def test_without_threads_it_is_a_plain_call(monkeypatch):
    def none(*args):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(fitting._thread, "start_new_thread", none)
    where = fitting.undisturbed(lambda stop: threading.current_thread())
    assert where is threading.current_thread()


@posix
def test_a_signal_waits_for_the_end_of_an_undisturbed_call():
    done = []

    def slow(stop):
        assert not stop
        time.sleep(0.3)
        done.append(len(stop))

    def handler(number, frame):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(TimeoutError):
            fitting.undisturbed(slow)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert done == [1]


def test_ctrl_c_while_results_are_read_off_does_not_cost_the_fit(monkeypatch):
    calls, plain = [], KMeans.predict

    def predict(self, X):
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return plain(self, X)

    monkeypatch.setattr(KMeans, "predict", predict)
    with pytest.warns(UserWarning, match="interrupted after .* iterations"):
        model = KMeans(3, random_state=0).fit(POINTS)
    assert len(calls) == 2 and model.labels_.shape == (60,)


def test_ctrl_c_in_the_k_means_that_starts_em_ends_em(monkeypatch):
    calls, plain = [], Bounds.follow

    def follow(self, *args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        plain(self, *args)

    monkeypatch.setattr(Bounds, "follow", follow)
    model = GaussianMixture(5, **SMALL)
    with pytest.raises(KeyboardInterrupt):
        model.fit(POINTS)
    assert not hasattr(model, "means_")


def test_a_chain_that_was_cut_off_goes_on_as_if_it_had_not_been():
    parameters = dict(n_sweeps=60, learn_priors=True, **SMALL)
    straight = LDA(3, **parameters).fit(COUNTS)
    broken = LDA(3, **parameters)
    with quiet(), LineTracer(1200):
        broken.fit(COUNTS)
    assert 0 < broken.n_sweeps_ < 60
    broken.resume(60 - broken.n_sweeps_)
    np.testing.assert_array_equal(broken.components_, straight.components_)
    assert broken.history_ == straight.history_


def test_a_loss_that_overflows_leaves_the_networks_of_the_last_whole_epoch():
    net = nn.Linear(6, 4, np.random.default_rng(0))
    optimiser, history, calls = nn.Adam(net), {}, []

    def batch_loss(rows):
        calls.append(1)
        y, cache = net.forward(IMAGES[rows])
        loss, dy = nn.gaussian_nll(y, IMAGES[rows][:, :4])
        net.backward(dy, cache)
        if len(calls) == 3:
            epoch.append(optimiser.theta.copy())
        return (np.nan if len(calls) == 5 else loss), {"loss": loss}

    epoch, rng = [], np.random.default_rng(0)
    with pytest.raises(FloatingPointError, match="in epoch 3"):
        nn.train(
            batch_loss, optimiser, 40, epochs=9, batch_size=20, rng=rng,
            progress=False, history=history,
        )  # fmt: skip
    assert len(history["loss"]) == 2 and optimiser.t == 4
    assert not optimiser.grad.any() and not np.array_equal(optimiser.theta, epoch[0])


def test_an_earlier_good_model_survives_a_loss_that_overflows():
    model = VAE(hidden=(5,), latent_dim=2, epochs=2, batch_size=16, **SMALL)
    model.set_params(likelihood="gaussian").fit(IMAGES)
    before = model.transform(IMAGES)
    model.set_params(learning_rate=1e6)
    with quiet(), np.errstate(all="ignore"), pytest.raises(FloatingPointError):
        model.fit(1e3 * IMAGES)
    np.testing.assert_array_equal(model.transform(IMAGES), before)


def test_set_params_sets_all_or_nothing():
    model = PCA(2)
    with pytest.raises(ValueError, match="no parameter 'k'"):
        model.set_params(n_components=3, k=1)
    assert model.n_components == 2

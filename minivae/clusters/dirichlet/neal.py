"""Neal's (2000) algorithms 2, 3 and 8, to be read. The fast ones: kernels/dirichlet/.

All reseat one customer at a time, given where the others sit. By exchangeability each
may be taken as the last to come: they join table k with probability in proportion to
n_k, the others there, times how well x_i suits that table.

X: (N, D). z: (N,) seats, changed in place. prior: a ConjugatePrior. They differ in what
they know of a table: its customers (3), or its parameters too (2 and 8).
"""

import functools
import inspect

import numpy as np


def whole_sweep(sweep):
    """Let a sweep that raises, by Ctrl-C too, leave z and theta as they were."""
    signature = inspect.signature(sweep)

    @functools.wraps(sweep)
    def whole(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        given = bound.arguments
        z, theta = given["z"], given.get("theta", {})
        before, after = (z.copy(), dict(theta)), (z.copy(), dict(theta))
        given["z"] = after[0]
        if "theta" in given:
            given["theta"] = after[1]
        sweep(*bound.args, **bound.kwargs)
        try:
            take_over(z, theta, *after)
        except BaseException:
            take_over(z, theta, *before)
            raise

    return whole


def take_over(z, theta, seats, parameters):
    """Write seats into z, and parameters into theta."""
    z[:] = seats
    theta.clear()
    theta.update(parameters)


@whole_sweep
def algorithm_3(X, z, alpha, prior, rng):
    """Parameters integrated out: n_k p(x_i | the points at k), alpha p(x_i) for new."""
    nobody = X[:0]
    for i in range(len(X)):
        z[i] = -1  # stands up
        tables = np.unique(z[z >= 0])
        log_w = [
            np.log(np.sum(z == k)) + prior.log_predictive(X[i], X[z == k])
            for k in tables
        ]
        log_w.append(np.log(alpha) + prior.log_predictive(X[i], nobody))
        z[i] = np.append(tables, free_number(tables))[draw_table(log_w, rng)]


@whole_sweep
def algorithm_2(X, z, theta, alpha, prior, rng):
    """Parameters kept: n_k p(x_i | theta_k), alpha p(x_i) for new. theta: a dict.

    A new table's parameters come from the posterior given x_i alone. When all are
    seated, every table's parameters are drawn again.
    """
    nobody = X[:0]
    for i in range(len(X)):
        z[i] = -1
        tables = clear(theta, z)
        log_w = [
            np.log(np.sum(z == k)) + prior.log_likelihood(X[i], theta[k])
            for k in tables
        ]
        log_w.append(np.log(alpha) + prior.log_predictive(X[i], nobody))
        z[i] = np.append(tables, free_number(tables))[draw_table(log_w, rng)]
        if z[i] not in theta:
            theta[z[i]] = prior.posterior(X[i : i + 1]).sample(rng)
    for k in theta:
        theta[k] = prior.posterior(X[z == k]).sample(rng)


@whole_sweep
def algorithm_8(X, z, theta, alpha, prior, rng, m=1):
    """No integral: a new table is one of m empty ones with parameters from the prior.

    Each weighs alpha / m. Who sat alone finds their own table as the first of the m.
    So it serves where p(x) has no closed form.
    """
    for i in range(len(X)):
        alone = np.sum(z == z[i]) == 1
        own = theta[z[i]]
        z[i] = -1
        tables = clear(theta, z)
        empty = [prior.sample(rng) for _ in range(m)]
        if alone:
            empty[0] = own
        log_w = [
            np.log(np.sum(z == k)) + prior.log_likelihood(X[i], theta[k])
            for k in tables
        ]
        log_w += [np.log(alpha / m) + prior.log_likelihood(X[i], t) for t in empty]
        choice = draw_table(log_w, rng)
        if choice < len(tables):
            z[i] = tables[choice]
        else:
            z[i] = free_number(tables)
            theta[z[i]] = empty[choice - len(tables)]
    for k in theta:
        theta[k] = prior.posterior(X[z == k]).sample(rng)


def draw_table(log_w, rng):
    """Draw k with probability proportional to exp(log_w[k])."""
    w = np.exp(log_w - np.max(log_w))
    return rng.choice(len(w), p=w / w.sum())


def free_number(tables):
    """Return the smallest number that no table has."""
    return next(k for k in range(len(tables) + 1) if k not in tables)


def clear(theta, z):
    """Drop the parameters of tables where nobody sits; return the others' numbers."""
    tables = np.unique(z[z >= 0])
    for k in list(theta):
        if k not in tables:
            del theta[k]
    return tables

"""The evidence lower bound: fit a bell to a posterior by climbing, and know what it loses.

The idea: a coin shows two heads in ten flips, x. Its chance of heads is hidden; a is its
logit, z = σ(a) = 1 / (1 + exp(-a)). We want p(a|x) = p(x, a) / p(x), and act as if p(x)
were out of reach. So take q = N(μ, s²) and raise, by draws alone,

    ELBO = E_q [log p(x, a) - log q(a)] = log p(x) - KL(q ‖ p(a|x))  ≤  log p(x)

The identity is Bayes' rule: p(x, a) / q(a) = p(x) · p(a|x) / q(a); take logarithms, and
the mean over q. A KL is never negative, so the ELBO is a bound, and the gap is the KL.

The scale: the prior of z is flat on (0, 1), where a bell would stick out, and there
p = 0, log p = -∞. A strip da is dz = z (1 - z) da wide, and p(x, a) da = p(x, z) dz, so

    log p(x, a) = (heads + 1) log z + (tails + 1) log(1 - z)

S draws, T steps, G strips. Kingma and Welling (2014) for the draws.
Run it: python elbo.py, or python elbo.py picture.png
"""

import numpy as np


def log_joint(a, heads, flips):
    """log p(x, a), in the shape of a."""
    # was: log z = log(1 / (1 + exp(-a))), and at a = -800 exp overflows;
    # so now: log z = a - log(1 + exp(a)), log(1 - z) = -log(1 + exp(a)), by logaddexp.
    return (heads + 1) * a - (flips + 2) * np.logaddexp(0, a)


def slope(a, heads, flips):
    """d log p(x, a) / da."""
    # was: -(n + 2) log(1 + exp(a)); so now: -(n + 2) σ(a), by tanh without overflow.
    return heads + 1 - (flips + 2) * (1 + np.tanh(a / 2)) / 2


def gradient(mu, log_s, eps, heads, flips):
    """dELBO/dμ and dELBO/dlog s, by noise eps from N(0, 1)."""
    # was: E_q [log p(x, a)], a mean over draws that depend on μ and s;
    # so now: a = μ + s ε, the draws are of ε, and a is a function of μ and s.
    s = np.exp(log_s)
    h = slope(mu + s * eps, heads, flips)  # (S,)
    # da/dμ = 1, da/dlog s = s ε. The other part is the entropy of q, -E_q [log q]:
    # was: log s + ½ log 2πe; so now: 0 for μ, 1 for log s.
    return h.mean(), (h * eps).mean() * s + 1


def climb(heads, flips, noise, rate=0.1):
    """Climb from N(0, 1), with a row of noise (T, S) a step: rows (μ, log s), (T, 2)."""
    mu, log_s, path = 0.0, 0.0, []
    for t, eps in enumerate(noise, start=1):
        dmu, dlog_s = gradient(mu, log_s, eps, heads, flips)
        # The noise in the gradient stays, so the steps must get shorter.
        mu, log_s = mu + rate / np.sqrt(t) * dmu, log_s + rate / np.sqrt(t) * dlog_s
        path.append((mu, log_s))
    return np.array(path)


def judge(mu, log_s, heads, flips, a):
    """log p(x), ELBO and KL(q ‖ p(a|x)), exact: areas of strips with the middles a."""
    width = a[1] - a[0]  # a: (G,)
    log_p = log_joint(a, heads, flips)
    largest = log_p.max()  # taken out, so that exp does not underflow
    log_x = largest + np.log(np.exp(log_p - largest).sum() * width)
    log_q = -0.5 * ((a - mu) / np.exp(log_s)) ** 2 - log_s - 0.5 * np.log(2 * np.pi)
    q = np.exp(log_q) * width  # (G,), the share of each strip
    elbo = (q * (log_p - log_q)).sum()
    kl = (q * (log_q - (log_p - log_x))).sum()
    return log_x, elbo, kl


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    heads, flips = 2, 10
    a = np.linspace(-20, 20, 20_001)  # (G,)
    path = climb(heads, flips, np.random.default_rng(0).standard_normal((2000, 10)))
    for t in (1, 10, 100, 2000):
        log_x, elbo, kl = judge(*path[t - 1], heads, flips, a)
        print(f"step {t:4d}: ELBO {elbo:.4f} + KL {kl:.4f} = {elbo + kl:.4f}")
    print(f"log p(x) = {log_x:.4f}, and log 1/495 = {np.log(1 / 495):.4f}")
    mu, s = path[-1, 0], np.exp(path[-1, 1])

    z = np.linspace(0.001, 0.8, 800)
    logit = np.log(z / (1 - z))
    bell = np.exp(-0.5 * ((logit - mu) / s) ** 2) / (s * np.sqrt(2 * np.pi))
    figure, axis = plt.subplots(figsize=(6, 4), layout="constrained")
    axis.plot(z, z**2 * (1 - z) ** 8 * 495, label="posterior, Beta(3, 9)")
    axis.plot(z, bell / (z * (1 - z)), "--", label="q, a bell on the logit")
    axis.set(xlabel="z, the chance of heads", ylabel="density")
    axis.set_title("Two heads in ten flips")
    axis.legend()
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()

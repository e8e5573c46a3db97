"""A convolutional autoencoder: the same few weights at each place of an image.

The idea: look at the image through a small window, and answer each window with the same
kernel. With the windows as rows of a matrix a convolution is one product; its transpose
paints: it adds the rows up where their windows were.

    conv:   y = im2col(x) W + b,        convᵀ:  y = col2im(x Wᵀ) + b

Encoder: conv, ReLU, conv, ReLU, linear to a code of K numbers; the decoder has the same
in the other order. The loss is -log p(x | x̂), each pixel a coin with p = σ(logit).
In the code `da` is dL/da, in the shape of `a`. N images of H x W pixels, C channels,
kernel 3, stride 2, a frame of zeros: 28, 14, 7 pixels wide. LeCun et al. (1998), Masci
et al. (2011). Run it: python convolution.py, or python convolution.py picture.png
"""

import numpy as np

KERNEL, STRIDE, SIDE, C1, C2 = 3, 2, 28, 8, 16
PLACES = [(u, v) for u in range(KERNEL) for v in range(KERNEL)]  # of a window


def im2col(x):
    """(N, H, W, C), H even -> the windows as rows, (N H/2 W/2, 9 C)."""
    N, H, W, C = x.shape
    framed = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    parts = [framed[:, u : u + H : STRIDE, v : v + W : STRIDE] for u, v in PLACES]
    return np.stack(parts, axis=3).reshape(-1, KERNEL**2 * C)


def col2im(columns, shape):
    """The transpose of im2col: add each row up where its window was, (N, H, W, C)."""
    N, H, W, C = shape
    windows = columns.reshape(N, H // STRIDE, W // STRIDE, KERNEL**2, C)
    framed = np.zeros((N, H + 2, W + 2, C), dtype=columns.dtype)
    for place, (u, v) in enumerate(PLACES):
        framed[:, u : u + H : STRIDE, v : v + W : STRIDE] += windows[:, :, :, place]
    return framed[:, 1:-1, 1:-1]


def start(K, rng):
    """Variances that keep the size of the signal (He, Glorot at both ends); b = 0."""
    n = (SIDE // 4) ** 2 * C2  # numbers that stand before the code
    shapes = [(9, C1), (9 * C1, C2), (n, K), (K, n), (9 * C1, C2), (9, C1)]
    fans = [9, 9 * C1, n + K, K, 9 / 4 * C2, 9 / 4 * C1 + 9]
    params = {f"b{i}": np.zeros(O) for i, O in enumerate((C1, C2, K, n, C1, 1), 1)}
    for i in range(6):
        params[f"W{i + 1}"] = rng.standard_normal(shapes[i]) * (2 / fans[i]) ** 0.5
    return params


def forward(params, x):
    """What each step gives; among it the code z (N, K) and the logits (N, 784)."""
    p, N = params, len(x)
    columns1 = im2col(x.reshape(N, SIDE, SIDE, 1))  # (N 14 14, 9)
    h1 = np.maximum(columns1 @ p["W1"] + p["b1"], 0)  # (N 14 14, C1)
    columns2 = im2col(h1.reshape(N, SIDE // 2, SIDE // 2, C1))  # (N 7 7, 9 C1)
    h2 = np.maximum(columns2 @ p["W2"] + p["b2"], 0).reshape(N, -1)  # (N, 7 7 C2)
    z = h2 @ p["W3"] + p["b3"]  # (N, K)
    h4 = np.maximum(z @ p["W4"] + p["b4"], 0).reshape(-1, C2)  # (N 7 7, C2)
    shape = N, SIDE // 2, SIDE // 2, C1
    h5 = np.maximum(col2im(h4 @ p["W5"].T, shape) + p["b5"], 0)  # (N, 14, 14, C1)
    logits = col2im(h5.reshape(-1, C1) @ p["W6"].T, (N, SIDE, SIDE, 1)) + p["b6"]
    return columns1, h1, columns2, h2, z, h4, h5, logits.reshape(N, -1)


def loss_and_grads(params, x):
    """Return L in nats per image, and dL/dθ for each θ in params. x: (N, 784)."""
    p, g, N = params, {}, len(x)
    columns1, h1, columns2, h2, z, h4, h5, logits = forward(params, x)
    loss = np.sum(np.logaddexp(0, logits) - x * logits) / N
    # was: log(1 + e^l) - x l; so now: its slope σ(l) - x, and the mean's 1/N.
    dlogits = (1 / (1 + np.exp(-logits)) - x) / N  # (N, 784)

    # was: y = col2im(h Wᵀ) + b; so now: col2im's transpose is im2col. A number of h has
    # painted 9 pixels and collects their gradients: dh = im2col(dy) W.
    drows = im2col(dlogits.reshape(N, SIDE, SIDE, 1))  # (N 14 14, 9)
    g["W6"], g["b6"] = drows.T @ h5.reshape(-1, C1), dlogits.sum(keepdims=True)[0]
    dh5 = (drows @ p["W6"]).reshape(h5.shape) * (h5 > 0)
    drows = im2col(dh5)  # (N 7 7, 9 C1)
    g["W5"], g["b5"] = drows.T @ h4, dh5.sum(axis=(0, 1, 2))
    dh4 = ((drows @ p["W5"]) * (h4 > 0)).reshape(N, -1)  # (N, 7 7 C2)
    g["W4"], g["b4"] = z.T @ dh4, dh4.sum(axis=0)
    dz = dh4 @ p["W4"].T
    g["W3"], g["b3"] = h2.T @ dz, dz.sum(axis=0)
    dh2 = (dz @ p["W3"].T * (h2 > 0)).reshape(-1, C2)  # (N 7 7, C2)
    # was: y = im2col(x) W + b; so now: a linear layer with windows as examples, so
    # dW = columnsᵀ dy. A pixel stood in several windows: dx = col2im(dy Wᵀ) adds up.
    g["W2"], g["b2"] = columns2.T @ dh2, dh2.sum(axis=0)
    dh1 = col2im(dh2 @ p["W2"].T, h5.shape).reshape(-1, C1) * (h1 > 0)  # (N 14 14, C1)
    g["W1"], g["b1"] = columns1.T @ dh1, dh1.sum(axis=0)
    return loss, g


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_mnist

    data, rng, t = load_mnist(), np.random.default_rng(0), 0
    x, params = data.x_train[:3000].astype(float), start(16, rng)
    m, v = ({name: 0 for name in params} for _ in range(2))
    for epoch in range(1, 7):
        losses = []
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 64):
            loss, grads = loss_and_grads(params, x[rows])
            losses, t = [*losses, loss], t + 1
            for name, g in grads.items():  # Adam, see one_page/backprop.py
                m[name] = 0.9 * m[name] + 0.1 * g
                v[name] = 0.999 * v[name] + 0.001 * g**2
                size = np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8
                params[name] -= 4e-3 * m[name] / (1 - 0.9**t) / size
        print(f"epoch {epoch}: loss {np.mean(losses):.1f} nats per image")

    seen = data.x_test[:10]
    both = np.stack([seen, 1 / (1 + np.exp(-forward(params, seen)[-1]))])
    plt.figure(figsize=(8, 2), layout="constrained").suptitle("Unseen digits, rebuilt")
    plt.imshow(both.reshape(2, 10, 28, 28).swapaxes(1, 2).reshape(56, 280), cmap="gray")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()

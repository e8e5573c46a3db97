"""Planted wrong answers of ConvolutionByHand: (old text, new text, word of message)."""

COUNT = "(H + 2 * p - k) // s + 1"
WINDOW = "x[stride * i : stride * i + k, stride * j : stride * j + l]"
HERE = "y[stride * i : stride * i + k, stride * j : stride * j + l]"
SEEN = "x[:, u : u + stride * rows : stride, v : v + stride * places : stride]"
SUM = "np.tensordot(seen, dy, axes=((0, 1, 2), (0, 1, 2)))"
UV = "u, v = divmod(window.argmax(), size)"
BOTH = "(np.mean(said[true], axis=0) + np.mean(~said[~true], axis=0)) / 2"

PLANTED = {
    "n_places": [
        (COUNT, "(H + 2 * p - k) // s + 2", "Write down the starts"),
        (COUNT, "float((H + 2 * p - k) // s + 1)", "whole number"),
        (COUNT, "int((H + 2 * p - k) / s) + 1", "windows, yours is"),
        (COUNT, "min((H + 2 * p - k) // s + 1, 100_000)", "windows, yours is"),
        (COUNT, "(H + 2 * min(p, 10) - k) // s + 1", "windows, yours is"),
        (COUNT, "[(H + 2 * p - k) // s + 1]", "list of 1"),
    ],
    "correlate": [
        ("window, W, axes", "window[:9], W[:9], axes", "17 x 19"),
        ("window, W, axes=3) + b", "window, W, axes=3) + window.sum()", "b plus the sum"),
        (WINDOW, "x[stride * i : stride * i + k, stride * j : stride * j + k]", "shape-mismatch"),
        (WINDOW, "x[stride * i : stride * (i + k) : stride, stride * j : stride * (j + l) : stride]", "shape-mismatch"),
        ("axes=3) + b", "axes=3) + b + 1e-9", "few digits"),
        ("y[i, j] = np", "y[i, j] += b; y[i, j] += np", "b is added twice"),
        ("axes=3) + b", "axes=3).clip(-1e5, 1e5) + b", "cut off at a bound"),
        ("window, W,", "window.astype(np.float32), W,", "few digits"),
        (", axes=3)", "[:, :, :4], axes=3)", "shape"),
        ("stride=1", "stride=2", "no stride given"),
        ("y[i, j] = np.tensordot(window, W, axes=3) + b", "return window", "shape"),
        ("axes=3) + b", "axes=3) + b * window.any()", "black"),
        ("axes=3) + b", "axes=3) + b * (np.abs(b).max() > 1e-20)", "cut off at a bound"),
    ],
    "paint": [
        ("W @ x[i, j]", "W @ x[i, j] * (i < 25)", "17 x 19"),
        ("W @ x[i, j]", "W @ x[i, j] + x[i, j].sum()", "adds its kernel"),
        (f"{HERE} +=", f"{HERE} =", "wipes out"),
        ("W @ x[i, j]", "W @ x[i, j] + 1e-10", "few digits"),
        ("W @ x[i, j]", "np.clip(W @ x[i, j], -1e4, 1e4)", "cut off at a bound"),
        ("W @ x[i, j]", "(W @ x[i, j]).astype(np.float32)", "few digits"),
        ("W @ x[i, j]", "W[..., :4] @ x[i, j, :4]", "sizes tried before"),
        ("W @ x[i, j]", "x[i, j] @ W", "channels of W"),
        ("W @ x[i, j]", "W @ x[i, j] * (np.abs(x).max() > 1e-20)", "cut off at a bound"),
        ("stride=1", "stride=2", "no stride given"),
        ("np.ndindex(rows, places)", "np.ndindex(min(rows, 5), places)", "sizes tried before"),
    ],
    "kernel_gradient": [
        (SUM, "np.tensordot(seen[:, :12], dy[:, :12], axes=((0, 1, 2), (0, 1, 2)))", "39 x 34"),
        (SUM, f"{SUM} * (u < 9)", "17 x 19"),
        (SUM, f"{SUM} + 1e-11", "few digits"),
        (SUM, f"np.clip({SUM}, -1e6, 1e6)", "cut off at a bound"),
        (SUM, "np.tensordot(seen[:30], dy[:30], axes=((0, 1, 2), (0, 1, 2)))", "sizes tried before"),
        (SUM, "np.tensordot(seen.astype(np.float32), dy, axes=((0, 1, 2), (0, 1, 2)))", "few digits"),
        (SUM, f"{SUM}.T", "channels are exchanged"),
        (SUM, f"{SUM} * (np.abs(dy).max() > 1e-20)", "cut off at a bound"),
        (SUM, f"{SUM} / len(x)", "divided by N"),
        (SEEN, "x[:, u : u + rows, v : v + places]", "stride is forgotten"),
        ("stride=1", "stride=2", "1 by default"),
        (
            SEEN,
            SEEN.replace("u : u", "stride * u : stride * u").replace("v : v", "stride * v : stride * v"),
            "shape-mismatch",
        ),
        ("dW[u, v] =", "dW[u, v] = 0 * dy[0, 0, 0]; dW[0, 0] +=", "Each weight"),
    ],
    "pool_backward": [
        (UV, UV.replace("window.", "(window >= window.max() - 1e-12 * np.abs(window).max())."), "fourteenth digit"),
        (UV, f"{UV}; u = min(u, 4)", "12 x 11"),
        (UV, "u, v = divmod(window.argmin(), size)", "smallest wins"),
        (UV, "u, v = divmod(np.abs(window).argmax(), size)", "no abs"),
        (UV, "v, u = divmod(window.argmax(), size)", "its largest number"),
        (UV, "u, v = divmod(window.round(9).argmax(), size)", "cut off at a bound"),
        (UV, "u, v = divmod((window + 1e-9).argmax(), size)", "added"),
        (UV, "u, v = divmod(window.clip(0).argmax(), size)", "its largest number"),
        (UV, "u, v = divmod(window.clip(-1e6, 1e6).argmax(), size)", "cut off at a bound"),
        (UV, "u, v = divmod(window.argmax(), 2)", "largest number"),
        ("= dy[i, j]", "= np.clip(dy[i, j], -1e3, 1e3)", "cut off at a bound"),
        ("= dy[i, j]", "+= dy[i, j] + 1e-14", "small"),
        ("size=2", "size=3", "2 x 2 by default"),
    ],
    "uphill": [
        ("np.sqrt(np.sum(g**2))", "(np.sqrt(np.sum(g**2)) + 1e-8)", "few digits"),
        ("np.sqrt(np.sum(g**2))", "np.linalg.norm(g, 2)", "length"),
        ("min(1, radius / np.sqrt(np.sum(x**2)))", "min(1, radius / (np.sqrt(np.sum(x**2)) + 1e-12))", "digits"),
        ("min(1, radius / np.sqrt(np.sum(x**2)))", "(radius / np.sqrt(np.sum(x**2)))", "even where it is shorter"),
        ("x = x +", "x += ", "writes into"),
        ("x = x +", "g = np.clip(g, -1e6, 1e6); x = x +", "cut off at a bound"),
        ("x = x +", "radius = max(radius, 1e-6); x = x +", "cut off at a bound"),
        ("x = x +", "step = min(step, 1); x = x +", "sizes tried before"),
    ],
    "balanced_accuracy": [
        (
            BOTH,
            BOTH.replace(
                "np.mean(~said[~true], axis=0)", "np.sum(~said[~true], axis=0, dtype=np.int16) / np.sum(~true)"
            ),
            "70,000",
        ),
        (BOTH, "(np.mean(said[true], axis=0) + 4 * np.mean(~said[~true], axis=0)) / 5", "Two shares"),
        (BOTH, "(said[true].mean(axis=0, dtype=np.float32) + np.mean(~said[~true], axis=0)) / 2", "few digits"),
        (BOTH, f"np.clip({BOTH}, 0.01, 0.99)", "exactly"),
        (BOTH, f"{BOTH} + 1e-9", "few digits"),
        (BOTH, "np.array([(np.mean(s[true]) + np.mean(~s[~true])) / 2 for s in said.T[:200]])", "shape"),
        (BOTH, "np.mean(said == true[:, None], axis=0)", "never"),
        (BOTH, "(said[true].sum(axis=0) / (true.sum() + 1e-9) + np.mean(~said[~true], axis=0)) / 2", "few digits"),
        (BOTH, "(np.mean(said[true], axis=0) - np.mean(said[~true], axis=0)) / 2", "1 minus the share"),
    ],
}

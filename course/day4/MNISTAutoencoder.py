# %% [markdown]
# # Autoencoders on MNIST
#
# You see a handwritten digit. You may send a friend **two numbers**, and nothing else. The friend draws what you saw.
# Which two numbers do you send, and how does your friend know what they mean?
#
# An autoencoder is a network that invents such a language by itself, from images alone. This notebook builds one, asks
# what its numbers are worth, puts it to five uses, and shows where it fails.
#
# **After this notebook you can**
#
# - say what an autoencoder learns, and beat PCA with it at the same number of numbers
# - say when a code is worthless: as wide as the image, or narrow but learnt by heart
# - read a code: as a map, by turning one number, and by its holes
# - clean images, find odd ones and search similar ones with it, each against the strongest simple rival that we know
# - say in which cases it fails
#
# **You need** day 3, [BackpropByHand](../day3/BackpropByHand.ipynb): layers, `backward`, gradient checks; and classes in Python. PCA is explained here in
# short. Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md). Sections marked *Further* can wait.
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect
from itertools import product

import numpy as np
from matplotlib.figure import Figure
from scipy import ndimage
from scipy.stats import spearmanr
from sklearn.linear_model import RidgeClassifierCV
from sklearn.svm import SVC

from minivae import nn, plot
from minivae.autoencoders import Autoencoder, DenoisingAutoencoder, corrupt
from minivae.data import load_mnist
from minivae.embeddings import PCA
from minivae.plot.picture import style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

data = load_mnist()
full = data.source == "full"
x_train, y_train, x_test, y_test = data.x_train, data.y_train, data.x_test, data.y_test
print(data)


RATE = 3e-3  # Adam's learning rate where its default, 1e-3, is slow


def epochs(n):
    """n passes over 4,000 images; on the full set, some two times as much work."""
    return max(1, n // 8) if full else n


# %% [markdown]
# ## 1. The game
#
# Here is what you may have to describe. An image has 784 pixels, numbers from 0 (black) to 1 (white).

# %%
first = np.array([np.flatnonzero(y_test == c)[0] for c in range(10)])  # one of each digit
plot.image_grid(x_test[first], title="Describe each of these in two numbers")

# %% [markdown]
# Write the $N$ images as the rows of a matrix $x$, with $D = 784$ pixels each. How good is your friend's drawing $\hat x$? We score it by the **squared error**: summed over the pixels of an image, then the mean
# over the images,
#
# $$E = \frac1N \sum_n \sum_d (x_{nd} - \hat x_{nd})^2 .$$
#
# Two friends set the bar before any learning. The first gets no message at all and draws the mean of all training images. The
# second gets *one* number, the digit's name, and draws the mean image of that digit.
#
# **Predict first.** By how much does the name lower the error: by a tenth, by half, or nearly to nothing?
#
# <details><summary>Answer</summary> By about a fifth. The name says what is written, but not how: its slant, its width, the weight of the
# pen. Most of the difference between two images is in the how. </details>


# %%
def error(x, x_hat):
    """Squared error: the sum over the pixels of an image, the mean over images."""
    return float(np.mean(np.sum((x - x_hat) ** 2, axis=1)))


mean_image = x_train.mean(axis=0)
class_means = np.stack([x_train[y_train == c].mean(axis=0) for c in range(10)])
print(f"no message:  {error(x_test, mean_image):.1f}")
print(f"its name:    {error(x_test, class_means[y_test]):.1f}")

# %% [markdown]
# ## 2. PCA: the best straight language
#
# The simplest language of $K$ numbers is linear. Subtract the mean image $m$, and measure how far the rest goes in $K$ directions $v_1
# \ldots v_K$ of unit length, at right angles to each other. These are the $K$ numbers. Your friend, who knows $m$ and the directions, walks
# back. With the directions as the rows of $V$, (K, D):
#
# $$z = (x - m) V^\top, \qquad \hat x = m + z V .$$
#
# **Principal component analysis** takes the directions in which the images vary most. On the images that it is fitted to, no other linear language
# of $K$ numbers has a smaller squared error. In the package $V$ is `components_`:

# %%
print(inspect.getsource(PCA.transform))
print(inspect.getsource(PCA.inverse_transform))
# NBVAL_CHECK_OUTPUT

# %%
pca = {K: PCA(K).fit(x_train) for K in (2, 30)}
for K in pca:
    print(f"PCA, {K:2d} numbers: {pca[K].squared_error(x_test).mean():.2f} per test image")
if full:
    assert abs(pca[30].squared_error(x_test).mean() - 13.87) < 0.01

# %% [markdown]
# On the full MNIST, 30 components leave an error of 13.87 per test image (Hinton and Salakhutdinov 2006, caption of figure 2). With the
# full data the cell above prints this number, and insists on it. With the bundled 5,000 images it prints these images' own
# figure, somewhat larger.
#
# Notice that two numbers of PCA are worth less than one number that names the digit.

# %%
plot.image_rows(
    {
        "image": x_test[first],
        "its name": class_means[y_test[first]],
        "PCA, 2": pca[2].reconstruct(x_test[first]),
        "PCA, 30": pca[30].reconstruct(x_test[first]),
    },
    title="What the friend draws",
)

# %% [markdown]
# Notice the second last row: with two numbers PCA adds two patterns to the mean image, and most digits become a blurred 9, 8 or 3. With
# thirty you can read all of these, through a fog.
#
# ## 3. The autoencoder
#
# PCA's encoder and decoder are one matrix each. Give each a hidden layer with a ReLU, and the language may bend. The network has the shape of an
# hourglass: **encoder**, narrow **code** $z$, **decoder**.


# %%
def draw_hourglass(widths, names):
    """Draw the layers of a network as bars, tall where it is wide."""
    with style():
        figure = Figure(figsize=(7.5, 3.2), layout="constrained")
        axes = figure.add_subplot()
        heights = [0.25 + w**0.5 / 28 for w in widths]
        for i, (width, name, height) in enumerate(zip(widths, names, heights, strict=True)):
            axes.bar(i, height, 0.3, -height / 2, color="#E69F00" if name.startswith("code") else "#0072B2")
            axes.text(i, -0.74, f"{name}\n{width}", ha="center", va="top")
            if i:
                axes.annotate("", (i - 0.2, 0), (i - 0.8, 0), arrowprops={"arrowstyle": "->", "color": "#777777"})
        axes.text(1, 0.78, "encoder", ha="center", size=13)
        axes.text(3, 0.78, "decoder", ha="center", size=13)
        axes.set(xlim=(-0.5, 4.5), ylim=(-1.15, 0.95))
        axes.axis("off")
    return plot.Picture(figure, f"An hourglass of layers from left to right: {', '.join(f'{n} of {w}' for n, w in zip(names, widths, strict=True))}.")


draw_hourglass([784, 400, 30, 400, 784], ["image x", "hidden", "code z", "hidden", "drawing x̂"])

# %% [markdown]
# Nobody tells it what to send. It is trained to give back what went in: **its input is its own label.**
#
# Two things stand at its end. The decoder's last numbers, the *logits* $l_d$, may be any numbers; the **sigmoid** $\sigma(l) = 1 / (1 + e^{-l})$ makes pixels between 0 and 1 of
# them. And the loss could be the squared error, but for such pixels the cross-entropy between image and drawing is usual, in nats (units of the natural logarithm):
#
# $$L = -\sum_d \big[ x_d \log \hat x_d + (1 - x_d) \log (1 - \hat x_d) \big], \qquad \hat x_d = \sigma(l_d).$$
#
# Take $\hat x_d$ as the probability that pixel $d$ is white: then $L$ is $-\log p(x)$. A variable that is 1 or 0 is called after *Bernoulli*, hence `bernoulli_nll`, the negative log likelihood. It
# is smallest where $\hat x = x$, and its gradient with respect to the logits is just $\hat x - x$. (For grey pixels this smallest value is above 0. So read the squared error, not the nats, to see how good a drawing is.)
# Here is the whole of it, forwards and backwards:

# %%
print(inspect.getsource(Autoencoder.loss_and_grads))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Follow the gradient: the decoder's `backward` returns `dz`, how the loss changes with the code. That is all the encoder ever hears. It has no
# label and no loss of its own; it learns to send what the decoder can use.
#
# As on day 3: is the gradient of the *whole* right? A small model, in float64, every weight a little up and down.

# %%
patch = x_test[:6, 350:370].astype(np.float64)  # 20 pixels are enough here
small = Autoencoder(hidden=(7,), latent_dim=3, epochs=1, batch_size=6, random_state=SEED, progress=False).fit(patch)
print("right:", nn.gradcheck_nets(lambda: small.loss_and_grads(patch), small.encoder_, small.decoder_).ok())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Now in earnest. (The first call compiles the loss and the optimiser with Numba: a few seconds, once.)

# %%
def watch(model, measure, at):
    """Make `fit` measure the model after these epochs, too; return the dict that it writes to."""
    seen, step = {}, model.loss_and_grads

    def watched(x, x_in=None, train=False, rng=None):
        done = len(model.history_.get("loss", ()))  # whole epochs
        if done in at and done not in seen:
            seen[done] = measure(model)
        return step(x, x_in, train, rng)

    model.loss_and_grads = watched
    return seen


def errors(model):
    """The squared error per image: on the training images, on the test images."""
    return [float(model.squared_error(x).mean()) for x in (x_train, x_test)]


ae2 = Autoencoder(hidden=(200, 100), latent_dim=2, epochs=epochs(20), learning_rate=RATE, random_state=SEED).fit(x_train)  # two numbers need more layers
ae30 = Autoencoder(hidden=(400,), latent_dim=30, epochs=6 if full else 20, learning_rate=RATE, random_state=SEED)
quarter, half_way = ae30.epochs // 4, ae30.epochs // 2
watched30 = watch(ae30, errors, (quarter, half_way))
ae30 = ae30.fit(x_train)

# %%
models = {"PCA, 2": pca[2], "autoencoder, 2": ae2, "PCA, 30": pca[30], "autoencoder, 30": ae30}
print("squared error per image    train    test")
table = {name: errors(model) for name, model in models.items()}
for name, (train, test) in (table | {f"   after {n} of {ae30.epochs} epochs": watched30[n] for n in watched30}).items():
    print(f"{name:24s} {train:7.2f} {test:7.2f}")
assert table["autoencoder, 2"][1] < min(0.9 * table["PCA, 2"][1], error(x_test, class_means[y_test]))  # claim: two numbers of the autoencoder beat PCA's two, and the digit's name
assert table["autoencoder, 30"][1] < (0.6 if full else 0.75) * table["PCA, 30"][1]  # claim: with 30 numbers it beats PCA
if full:
    assert abs(np.subtract(*table["autoencoder, 30"])) < 0.5
else:
    gaps = [test - train for train, test in (watched30[half_way], table["autoencoder, 30"], table["PCA, 30"])]
    assert gaps[2] < gaps[0] < gaps[1] and watched30[half_way][1] > table["autoencoder, 30"][1]  # claim: it overfits, PCA hardly; half way the gap is smaller, the test error larger

# %%
plot.image_rows(
    {"image": x_test[first]} | {name: model.reconstruct(x_test[first]) for name, model in models.items()},
    title="The same number of numbers, two languages",
)

# %% [markdown]
# Notice two things. At the same length of code the autoencoder wins, and its two numbers are now worth more than the digit's name. But look at the
# columns of the table: PCA does nearly as well on new images as on old ones. The autoencoder with 30 numbers does not: it has several hundred thousand
# weights and 4,000 images to learn from, and **overfits**: it has learnt things about these 4,000 that other images do not have. That does not mean
# that it was trained too long: half way through its epochs the gap is smaller, and the test error *larger*. A training error says nothing without the test error beside it.
#
# Hinton and Salakhutdinov (2006) report 3.00 for 30 numbers on the full set, with a far deeper network, against 13.87 for PCA.
#
# ### Where does the gain come from?
#
# Our network differs from PCA in two ways: the hidden layers with their ReLUs, and the sigmoid at the end with its cross-entropy. Take them out: one, the other, both.
#
# **Predict first.** Take out both. The encoder is one Linear layer, the decoder another, the loss the squared error. What will the error be? And then put back either the hidden layers or the sigmoid with its
# cross-entropy: which of the two brings more?
#
# To be fair, each network gets the same 20 epochs. A network of another shape may need another learning rate: the one with the sigmoid alone and the one with hidden layers alone get the best of three
# (0.001, 0.003, 0.01), by their error on the test images. The one with both had no choice. If it wins, it wins in spite of this.
#
# <details><summary>Answer</summary> Without both it is PCA's, nearly. It is a linear language of 30 numbers; the best of these is PCA, and gradient descent finds its way there
# (Baldi and Hornik 1989 prove that there is no other minimum to be trapped in). The sigmoid alone brings more than the hidden layers alone. Neither brings all. </details>

# %%


def taken_apart(hidden, likelihood, rate):
    """The autoencoder with 30 numbers, with or without its hidden layers and its sigmoid."""
    return Autoencoder(hidden=hidden, latent_dim=30, likelihood=likelihood, epochs=ae30.epochs, learning_rate=rate, random_state=SEED)


linear = taken_apart((), "gaussian", RATE).fit(x_train)  # squared error, no sigmoid
layers = taken_apart((400,), "gaussian", RATE).fit(x_train)
bent = taken_apart((), "bernoulli", 1e-2).fit(x_train)  # cross-entropy, sigmoid
ladder = {"PCA": pca[30], "neither: linear": linear, "hidden layers alone": layers, "sigmoid alone": bent, "both": ae30}
ladder = {name: errors(model)[1] for name, model in ladder.items()}
for name in ladder:
    print(f"{name:20s} {ladder[name]:5.2f}")
gain = ladder["neither: linear"] - ladder["both"]
by_sigmoid = [(ladder[without] - ladder[with_it]) / gain for without, with_it in (("neither: linear", "sigmoid alone"), ("hidden layers alone", "both"))]
print("share of the gain that the sigmoid brings:", f"put back first {by_sigmoid[0]:.0%}, put back last {by_sigmoid[1]:.0%}")
print(f"both, after {quarter} epochs: {watched30[quarter][1]:.2f}")
assert 0.99 < ladder["neither: linear"] / ladder["PCA"] < 1.05  # claim: without both it is PCA's error, to some percent
assert full or ladder["sigmoid alone"] < ladder["hidden layers alone"] - 1  # claim: the sigmoid alone brings more than the hidden layers alone
assert full or by_sigmoid[0] > by_sigmoid[1] + 0.1  # claim: the sigmoid's share of the gain depends on the order
assert ladder["both"] < 0.95 * min(ladder["sigmoid alone"], ladder["hidden layers alone"])  # claim: neither alone brings all
assert full or watched30[quarter][1] > ladder["sigmoid alone"]  # claim: trained for a quarter of the epochs, the whole network loses to the sigmoid alone

# %% [markdown]
# Notice: one bend, at the very end, brings more than the hidden layers, if each of the two is alone. But its share of the gain is no number of its own: it is larger if the sigmoid comes first than if it comes last. It seems that the two do partly the same.
# A likely reason why it does so much: PCA must *cancel* its patterns to leave a pixel black, and never quite does, while the sigmoid makes any large negative logit black. The
# hidden layers bring the rest. That is less than "the autoencoder beats PCA because it is deep" says: whoever says so should run the row *sigmoid alone* first. (Hinton and
# Salakhutdinov ran it on the full set: their *logistic PCA* has 8.01, between the 13.87 and 3.00 of above.)
#
# And notice how easy it is to be wrong here. The last line is the whole network after a quarter of its epochs. Compare that with the sigmoid alone, trained to the end, and you will say that hidden layers
# do harm. **Who compares networks must train them equally well.**

# %% [markdown]
# ## 4. A code as wide as the image
#
# If 30 numbers are good, are 784 better? With as many numbers as pixels there is a perfect language: send the pixels. The error is 0, and
# nothing was learnt. You can see that nothing was learnt by giving it something that is no digit:

# %%
rng = np.random.default_rng(SEED)
no_digits = rng.random((200, 784), dtype=np.float32)  # grey noise
identity = PCA(784).fit(x_train)  # 784 directions: a rotation
for name, model in {"PCA, 784": identity, "PCA, 30": pca[30], "autoencoder, 30": ae30}.items():
    lost = [100 * error(x, model.reconstruct(x)) / error(x, 0) for x in (x_test, no_digits)]
    print(f"{name:16s} loses {lost[0]:5.1f} % of a digit, {lost[1]:5.1f} % of grey noise")

# %% [markdown]
# Notice the first row: it rebuilds noise as well as digits. The narrow codes do not: they lose far more of the noise than of the digits.
#
# ### Further: Wide codes that are no copies
#
# One often reads that a code as wide as the input is useless. That is too quick. It may be useless if nothing else forbids the copy. Narrowness is one way
# to forbid it. Here are two others:
#
# - **spoil the input**, and still ask for the clean image: a copy is then a wrong answer (Vincent et al. 2010). Here we add Gaussian noise of standard deviation 0.5 to each pixel
# - **make numbers dear**: add $\lambda \sum_k z_k$ to the loss, with $z \ge 0$. The code may be wide, but each image should use few of its numbers. It is
#   then called *sparse*.
#
# Both fit in one class. The code has 784 numbers, and a ReLU at its end. `DenoisingAutoencoder` is the `Autoencoder` that you have seen; all it adds is `x_in`, the spoilt copy of the batch that the encoder sees.


# %%
class WideAutoencoder(DenoisingAutoencoder):
    """A code of K >= D numbers z >= 0; the loss is the cross-entropy + price * Σ_k z_k."""

    price = 0.0

    def _build(self, n_features, rng):  # fit calls it: one layer each way, and z >= 0
        K = self.latent_dim
        self.encoder_ = nn.Sequential(nn.Linear(n_features, K, rng, init="glorot"), nn.ReLU())
        self.decoder_ = nn.Sequential(nn.Linear(K, n_features, rng, init="glorot"))

    def loss_and_grads(self, x, x_in):
        z, enc = self.encoder_.forward(x_in)  # (N, K)
        logits, dec = self.decoder_.forward(z)
        nll, dlogits = nn.bernoulli_nll(logits, x)
        dz = self.decoder_.backward(dlogits, dec)
        dz += self.price / len(x)  # the slope of the price; the ReLU stops it where z = 0
        self.encoder_.backward(dz, enc, need_dx=False)
        loss = nll + self.price * z.sum() / len(x)
        return loss, {"loss": loss, "squared_error": len(x) * float(np.sum(dlogits**2))}


wide, measured = {}, {}
for name, level, price in (("nothing forbidden", 0.0, 0.0), ("spoilt input", 0.5, 0.0), ("numbers are dear", 0.0, 0.25)):
    model = WideAutoencoder("gaussian", level, latent_dim=784, epochs=epochs(5), random_state=SEED)
    model.price = price
    wide[name] = model.fit(x_train)
    z, rows = model.transform(x_test), model.decoder_.layers[0].params["W"]
    used, length = np.sum(z > 0, axis=1).mean(), np.linalg.norm(rows[np.argsort(-z.mean(axis=0))[:150]], axis=1).mean()
    measured[name] = used, length
    print(f"{name:18s} error {model.squared_error(x_test).mean():5.2f}, numbers in use per image {used:3.0f} of 784, length of a used row {length:.1f}")
used, length = np.transpose(list(measured.values()))
assert used[2] < min(used[:2]) / 2 and length[2] > 1.5 * max(length[:2])  # claim: with a price few numbers are in use, and their rows are the longest

# %% [markdown]
# Notice that even where nothing is forbidden the error is not 0: a copy is possible, but these few epochs do not reach it.
#
# Notice the last column, too. You may have wondered why the network does not halve every $z_k$ and double the decoder's rows: the same drawing at half the price. Its rows are the longest. It may have begun to do so; it may also be that
# fewer numbers must draw more each. In a longer training one fixes the length of the rows, and closes this way out.
#
# What does each number *mean*? The decoder answers: its row $k$ is what the number $z_k$ adds to the logits of the drawing. Take the 150 numbers with the largest mean, and of these six.


# %%
def most_used(model, n=6):
    """The rows of the decoder for n of the largest numbers, each scaled to [-1, 1]."""
    use = np.argsort(-model.transform(x_test).mean(axis=0))[:150]
    rows = model.decoder_.layers[0].params["W"][use[:: 150 // n][:n]]  # (n, D)
    return rows / np.abs(rows).max(axis=1, keepdims=True)


plot.image_rows({name: most_used(model) for name, model in wide.items()}, limits=(-1, 1), title="What a number draws: white adds ink")

# %% [markdown]
# Notice: the same width, the same data, the same number of steps. Without a price these rows are mostly grains of noise. With it they are strokes and whole shapes of digits.
# Its error is larger, and yet its code is better at something: at the end of section 10 we will see it ahead of the other two. **A small error is not the goal.** It is a means to get a good code.
#
# ## 5. A narrow code can learn by heart
#
# Then is a narrow code safe? A hundred decimals of one number could list all your images. All that is needed is a decoder large enough to look them up.
#
# **Predict first.** We train a network with a code of *two* numbers on 30 images, for long. It draws most of those 30 nearly without error. And on new images: better or worse than the
# friend who gets no message?
#
# <details><summary>Answer</summary> Worse. For a new image it draws, sharply, something like one of the 30 it knows, or a wild mixture. On the average the blurred mean image is
# closer to a digit than a sharp drawing of another one. </details>

# %%
few = x_train[:30]
parrot = Autoencoder(hidden=(200, 100), latent_dim=2, epochs=1000, batch_size=30, learning_rate=2e-3, random_state=SEED, progress=False).fit(few)
known, new, no_message = parrot.squared_error(few).mean(), parrot.squared_error(x_test).mean(), error(x_test, few.mean(axis=0))
print(f"its 30 images: {known:.1f}   new images: {new:.1f}   no message, the mean of the 30: {no_message:.1f}")
assert known < 0.2 * no_message and new > 1.2 * no_message  # claim: it draws its 30 images well, and new ones worse than the mean does
plot.image_rows(
    {"known": few[:10], "known, drawn": parrot.reconstruct(few[:10]), "new": x_test[first], "new, drawn": parrot.reconstruct(x_test[first])},
    title="Learnt by heart: two numbers, 30 images",
)

# %% [markdown]
# Notice the last row: sharp drawings, and mostly of another digit or of none. The narrow code did not protect from this. More images do: with 4,000 of them two numbers
# have nearly the same error on new images as on old ones (the table of section 3). What shows it is **a look at images it has not seen.**
#
# ## 6. What has the code learnt?
#
# With two numbers per image the code is a map. No label was used to make it.

# %%
z = ae2.transform(x_test[:1000])
picture = plot.latent_map(z, y_test[:1000], title="Codes of test images")
axes = picture.figure.axes[0]
axes.set_aspect("equal", adjustable="box")
axes.set(xlim=(z[:, 0].min() - 2, z[:, 0].max() + 2), ylim=(z[:, 1].min() - 2, z[:, 1].max() + 2))  # no empty margins
picture.figure.set_size_inches(7, 6.5)
picture

# %% [markdown]
# Notice: some digits have a region of their own, the others crowd in the middle, and some share a place. Which ones depends on the start. Notice the scale too: nothing told the network where to put its codes, nor how far apart.
#
# ### Further: Turning one number
#
# With thirty numbers there is no map. But one can turn one number, and leave the others: a **traversal**.

# %%
start = ae30.transform(x_test[first[3:4]])  # a 3
low, high = np.quantile(ae30.transform(x_train), [0.02, 0.98], axis=0)
turned = []
for k in range(30):
    z = np.repeat(start, 10, axis=0)
    z[1:, k] = np.linspace(low[k], high[k], 9)  # the first stays: the 3 itself
    turned.append(ae30.decode(z))
change = [np.sum((x[-1] - x[1]) ** 2) for x in turned]  # from one end to the other
order = np.argsort(change)[::-1]
plot.latent_path({f"z{k + 1}": turned[k] for k in (*order[:3], order[-1])}, title="Left: a 3. Then one of its thirty numbers turned, from low to high")

# %% [markdown]
# These are the three numbers that change the 3 most, and the one that changes it least. Notice that a number has no clean meaning: one turn changes several strokes together, the last hardly anything, and at the ends the 3 may break. Nothing in
# the loss asks that a number should mean one thing. If you mix the thirty numbers by any matrix that can be undone, a decoder that first undoes it draws the same, at the same loss.

# %% [markdown]
# ## 7. Holes
#
# The friend can draw *any* code, also one that no image has. Then the decoder would be a machine that invents digits: choose numbers, draw. What comes out?

# %%
z2 = ae2.transform(x_train)
box = [*np.quantile(z2[:, 0], [0.01, 0.99]), *np.quantile(z2[:, 1], [0.01, 0.99])]
plot.manifold(ae2.decode, n=9, extent=box, title="What an even grid over the map decodes to")

# %% [markdown]
# Notice the good parts, where one digit turns smoothly into another. And notice the rest: smears, and a large part of the box spent on the same digit again and again. A place of the map where no image has its code is a **hole**. The network
# was never asked about it; whether it draws well there is luck.
#
# ### Further: Are the smears in the holes?
#
# Count how many training codes lie nearest to each of these drawings, and how grey the drawing is: $\sum_d \hat x_d (1 - \hat x_d)$, which is 0 if every pixel is black or white.

# %%
z1, z2_grid = np.meshgrid(np.linspace(*box[:2], 9), np.linspace(*box[2:], 9))
grid = np.stack([z1.ravel(), z2_grid.ravel()], axis=1)  # (81, 2), the codes of the picture
half = (grid[-1] - grid[0]) / 16  # half a step
codes_near = np.sum(np.all(np.abs(z2 - grid[:, None]) < half, axis=2), axis=1)  # (81,)
drawing = ae2.decode(grid)
grey = np.sum(drawing * (1 - drawing), axis=1)
for name, some in {"no code": codes_near == 0, "1 to 99 codes": (codes_near > 0) & (codes_near < 100), "100 and more": codes_near >= 100}.items():
    print(f"{name:14s} {some.sum():2d} drawings, grey {np.median(grey[some]):3.0f}")
print(f"test images, grey {np.median(np.sum(x_test * (1 - x_test), axis=1)):3.0f}")
crowded = spearmanr(codes_near, grey).statistic  # 1: the same order, 0: none, -1: the reverse
purity = np.array([np.bincount(y_train[near]).max() / near.sum() if near.any() else 0 for near in np.all(np.abs(z2 - grid[:, None]) < half, axis=2)])
some = codes_near >= 5
mixed = spearmanr(purity[some], grey[some]).statistic
print(f"rank correlation of grey with the number of codes: {crowded:.2f}")
print(f"and with the share of the commonest digit among them, where there are five codes or more: {mixed:.2f}")
assert crowded > 0.1 and mixed < -0.1  # claim: drawings are greyer where there are more codes, and where these belong to several digits

# %% [markdown]
# The other way round. (A rank correlation is a correlation of the orders: 1 if the greyest drawing has the most codes, the second greyest the second most, and so on; 0 if the one order says nothing about the other.) Where there are *many* codes, images of several
# digits often share a place, and the drawing looks like their mixture. Where there are none, in a hole, the decoder carries on from the nearest border, and
# in two dimensions it may still draw a clear digit.
#
# ### Holes in thirty dimensions
#
# In 30 dimensions there is far more room for holes. We make codes in four ways, and ask how far each drawing is from the *nearest* training image. For a digit this should be no
# farther than for a real test image. (Mind what this measure cannot do: it likes whatever is dim or blurred, since most pixels of a digit are black. An all-black image comes out well. A small distance is necessary for a digit, not sufficient.)

# %%
rng = np.random.default_rng(SEED)
a, b = rng.permutation(1000)[:400], rng.permutation(1000)[:400]
z, codes = ae30.transform(x_test), ae30.transform(x_train)
ways = {
    "codes of images": z[a],
    "midway between two": (z[a] + z[b]) / 2,
    "a Gaussian fitted to codes": rng.multivariate_normal(codes.mean(axis=0), np.cov(codes.T), 400),
    "anywhere in the box": rng.uniform(codes.min(axis=0), codes.max(axis=0), (400, 30)),
}


def nearest(queries, known):
    """Squared distance of each query to the nearest known image, and its index."""
    squared = np.sum(queries**2, axis=1)[:, None] - 2 * queries @ known.T + np.sum(known**2, axis=1)
    return squared.min(axis=1), squared.argmin(axis=1)


known = x_train[:4000]
drawn = {name: ae30.decode(z) for name, z in ways.items()}
print(f"{'test images themselves':27s} {np.median(nearest(x_test[a], known)[0]):5.1f}")
print(f"{'an all-black image':27s} {nearest(np.zeros((1, 784)), known)[0][0]:5.1f}")
far = {name: float(np.median(nearest(x, known)[0])) for name, x in drawn.items()}
for name in far:
    print(f"{name:27s} {far[name]:5.1f}")
assert far["codes of images"] < far["midway between two"] < far["a Gaussian fitted to codes"] < far["anywhere in the box"]  # claim: the farther from the codes of images, the farther from any image

# %%
plot.image_rows({name: x[:8] for name, x in drawn.items()}, columns=8, title="Four ways to choose a code")

# %% [markdown]
# Notice how the drawings fall apart from row to row. Midway between two codes there are digits and there are ghosts of both. In the box, hardly any of these is a digit. **An autoencoder is not a generator**: it knows how to draw the codes it has
# seen, and nothing in the training says where these lie. The third row shows that one Gaussian does not describe them.
#
# The cure is to say *beforehand* where codes shall lie, and to train the decoder on a whole neighbourhood of each. That is the variational autoencoder, [next](MNISTVAE.ipynb). First, what a plain code is good for.
#
# ## 8. Cleaning images
#
# A **denoising autoencoder** sees a spoilt image $\tilde x$ and is trained to draw the clean one. Three ways to spoil: add Gaussian noise of standard deviation 0.5 to each pixel (not cut to [0, 1]: the picture shows less than there is); set half of the pixels to black (masking); set 30 % of
# them to black or white (salt and pepper).

# %%
levels = {"gaussian": 0.5, "masking": 0.5, "salt_and_pepper": 0.3}
noisy = {kind: corrupt(x_test, kind, level, np.random.default_rng(SEED + 1)) for kind, level in levels.items()}
named = {"gaussian": "Gaussian", "masking": "masking", "salt_and_pepper": "salt and pepper"}
plot.image_rows({"clean": x_test[first[:5]]} | {named[kind]: x[first[:5]] for kind, x in noisy.items()}, title="Three kinds of noise")

# %% [markdown]
# To compare we need a measure and rivals. The measure is the usual one for images, the **peak signal-to-noise ratio**, in decibels; higher is better, and 3 dB more means half the mean squared error:
#
# $$\text{PSNR} = -10 \log_{10} \Big( \frac1D \sum_d (x_d - \hat x_d)^2 \Big) .$$
#
# (The peak is the largest value of a pixel, 1, so it does not show.) Here are the networks, each trained for one kind of noise; `watch` looks at them on the way.

# %%
def psnr(x, x_hat):
    """Decibels, mean over the images; drawings are cut to [0, 1]."""
    mse = np.mean((x - np.clip(x_hat, 0, 1)) ** 2, axis=1)
    return float(np.mean(-10 * np.log10(mse)))


dae, watched_dae = {}, {}
for kind, level in levels.items():
    dae[kind] = DenoisingAutoencoder(kind, level, hidden=(200,), latent_dim=64, epochs=ae30.epochs, learning_rate=RATE, random_state=SEED)
    watched_dae[kind] = watch(dae[kind], lambda model, kind=kind: psnr(x_test, model.reconstruct(noisy[kind])), (quarter, half_way))
    dae[kind].fit(x_train)

# %% [markdown]
# The rivals:
#
# - a **median filter** puts into each pixel the median of its neighbours
# - **blur and stretch**: blur with a Gaussian, multiply, subtract, cut to [0, 1]. It knows nothing of digits but this: most pixels are nearly black or nearly white. It may take the median first, and it may leave alone each
#   pixel that is not black (which is right if the noise is masking)
# - the **best linear map** from spoilt to clean images, fitted by least squares to spoilt training images (eight spoilt copies of each, and a tiny penalty on the weights): a denoising autoencoder without bends and without a code
# - the same linear map, **and stretch**: one bend at its end, as in section 3
#
# To be fair, each filter is tuned for each noise again, on 200 training images: the median filter chooses how many neighbours it looks at, blur and stretch its five settings, by trying 240 combinations, and the stretch of the linear map its two.

# %%
def median_filter(x, size=3):
    return ndimage.median_filter(x.reshape(-1, 28, 28), size=(1, size, size)).reshape(len(x), -1)


def tuned(clean, sizes, kind, level):
    """The filter with the size that is best for this noise on 200 training images."""
    x_in = corrupt(x_train[:200], kind, level, np.random.default_rng(SEED + 2))
    best = max(sizes, key=lambda size: psnr(x_train[:200], clean(x_in, size)))
    return lambda x: clean(x, best)


def smooth(x, size, sigma):
    """The median of size x size pixels (1: none), then a Gaussian blur."""
    return ndimage.gaussian_filter(ndimage.median_filter(x.reshape(-1, 28, 28), size=(1, size, size)), (0, sigma, sigma)).reshape(len(x), -1)


def stretch(x, blurred, gain, cut, keep):
    """gain * blurred - cut, between 0 and 1; with keep, pixels that are not black stay as they are."""
    return np.clip(np.where(keep & (x > 0), x, gain * blurred - cut), 0, 1)


def blur_and_stretch(kind, level):
    """Blur and stretch, with the five settings that are best for this noise on 200 training images."""
    x_in = corrupt(x_train[:200], kind, level, np.random.default_rng(SEED + 2))
    best = (-np.inf,)
    for size, sigma in product((1, 3), (0.5, 0.7, 0.9, 1.1)):
        blurred = smooth(x_in, size, sigma)
        for gain, cut, keep in product((1, 1.25, 1.5, 2, 3), (0, 0.1, 0.2, 0.3), (False, True) if size == 1 else (False,)):
            best = max(best, (psnr(x_train[:200], stretch(x_in, blurred, gain, cut, keep)), size, sigma, gain, cut, keep))
    _, size, sigma, *settings = best
    return lambda x: stretch(x, smooth(x, size, sigma), *settings)


def best_linear(kind, copies=1 if full else 8):
    """The linear map from spoilt to clean training images with the least squared error."""
    rng, A, B = np.random.default_rng(SEED + 2), 1e-3 * np.eye(785), 0
    x = x_train[:24000]
    for _ in range(copies):
        x_in = np.hstack([corrupt(x, kind, levels[kind], rng), np.ones((len(x), 1), dtype=np.float32)])
        A, B = A + x_in.T @ x_in, B + x_in.T @ x
    W = np.linalg.solve(A, B)
    return lambda x: np.hstack([x, np.ones((len(x), 1))]) @ W


def stretched(clean, kind):
    """The same, then gain * image - cut, with the two that are best for this noise on 200 training images."""
    drawn = clean(corrupt(x_train[:200], kind, levels[kind], np.random.default_rng(SEED + 4)))
    gain, cut = max(product((1, 1.25, 1.5, 1.75, 2, 2.5), (0, 0.1, 0.2, 0.3, 0.4)), key=lambda pair: psnr(x_train[:200], pair[0] * drawn - pair[1]))
    return lambda x: gain * clean(x) - cut


rivals = ["median filter", "blur and stretch", "best linear map", "linear map and stretch"]
table = {name: [] for name in ["as it is", *rivals] + [f"DAE: {named[k]}" for k in levels]}
for kind in levels:
    linear_map = best_linear(kind)
    cleaners = [lambda x: x, tuned(median_filter, (2, 3, 5), kind, levels[kind]), blur_and_stretch(kind, levels[kind]), linear_map, stretched(linear_map, kind)]
    cleaners += [dae[k].reconstruct for k in levels]
    for name, clean in zip(table, cleaners, strict=True):
        table[name].append(psnr(x_test[:1000], clean(noisy[kind][:1000])))
db = np.array(list(table.values()))  # (8 cleaners, 3 kinds of noise)
own = np.diag(db[5:])  # each DAE on the noise that it was trained for
lead = own - db[1:5]  # (4 rivals, 3)
for name, row in zip(rivals, lead, strict=True):
    print(f"own DAE minus {name:23s}", row.round(1), "dB")
early = np.array([[watched_dae[kind][n] for kind in levels] for n in (quarter, half_way)])
for n, row in zip((quarter, half_way, ae30.epochs), [*early, own], strict=True):
    print(f"own DAE after {n:2d} epochs, minus the linear map", (row - db[3]).round(1), "dB")
assert np.all(lead[0] > 1)  # claim: on its own noise a DAE is more than 1 dB ahead of the median filter
assert full or (np.all(np.abs(lead[1]) < 1) and max(lead[3, 0], lead[3, 2]) < 0 and abs(lead[3, 1]) < 0.5)  # claim: blur and stretch comes within 1 dB of it; the linear map and stretch is ahead on two noises and about level on the third
assert full or np.all(early[0] < db[3]) and np.all(early[1] > early[0]) and np.all(own > early[1])  # claim: after a quarter of the epochs the linear map is ahead of it
assert db[6, 2] < db[1, 2]  # claim: on salt and pepper the DAE for masking is worse than the median filter
plot.heatmap(db, list(table), list(named.values()), fmt=".1f", title="PSNR in dB")

# %% [markdown]
# Each column is one noise; the DAEs are the denoising autoencoders. Notice four things.
#
# - On the noise that it was trained for, a denoising autoencoder is far better than the median filter. But that is a weak rival. (For masking the median filter is worse than doing nothing: half of all pixels were set to black, and so the
#   median of a neighbourhood is mostly black.)
# - Blur and stretch knows only that pixels are nearly black or nearly white, and comes within half a dB or so; for masking, where it may keep every pixel that is not black, it is ahead.
# - The strongest rival is the last: the best linear map, and one bend at its end. On two of the three noises it is *ahead* of the network, on the third the two are about level. It is section 3 once more: one bend, at the very end, does much.
# - The comparison with the linear map depends on how long the network was trained: after a quarter of its epochs the linear map is ahead, at the end the two are near each other, and the network's line still rises. A longer training of a larger network may well overtake all rivals;
#   this notebook cannot afford it. A network has no error; it has one *after so many epochs*.
#
# And on *another* noise than its own it can do worse than a filter that has never seen a digit (the row of the DAE for masking, on salt and pepper). Masking teaches that a bright pixel is always true; salt then deceives it.
#
# ### Further: Another noise, and a weaker one
#
# Look at this failure:

# %%
spoilt = noisy["salt_and_pepper"][first[:6]]
plot.image_rows(
    {
        "spoilt": spoilt,
        "median filter": median_filter(spoilt),
        "DAE: salt and pepper": dae["salt_and_pepper"].reconstruct(spoilt),
        "DAE: masking": dae["masking"].reconstruct(spoilt),
    },
    title="Salt and pepper, cleaned",
)

# %% [markdown]
# **Predict first.** All this was at one level of noise. We now make it weaker. The filters may be tuned for each level again; the denoising autoencoder stays as it is. Does it stay ahead of the median filter?
#
# <details><summary>Answer</summary> No. Where hardly anything is spoilt, the filters leave nearly all as it is, and they are right. The autoencoder redraws the whole image from 64 numbers, also
# where nothing was wrong. </details>

# %%
strengths = np.array([0.02, 0.1, 0.3, 0.5])
lines = {"as it is": [], "median filter": [], "blur and stretch": [], "DAE": []}
for level in strengths:
    spoilt = corrupt(x_test[:1000], "salt_and_pepper", level, np.random.default_rng(SEED + 3))
    lines["as it is"].append(psnr(x_test[:1000], spoilt))
    lines["median filter"].append(psnr(x_test[:1000], tuned(median_filter, (2, 3, 5), "salt_and_pepper", level)(spoilt)))
    lines["blur and stretch"].append(psnr(x_test[:1000], blur_and_stretch("salt_and_pepper", level)(spoilt)))
    lines["DAE"].append(psnr(x_test[:1000], dae["salt_and_pepper"].reconstruct(spoilt)))
assert min(lines["as it is"][0], lines["median filter"][0]) > lines["DAE"][0] and lines["median filter"][-1] < lines["DAE"][-1]  # claim: at 0.02 the median filter, and doing nothing, beat the DAE; at 0.5 it beats the median filter
clean = psnr(x_test[:1000], dae["salt_and_pepper"].reconstruct(x_test[:1000]))
assert clean < lines["DAE"][2] + 0.7  # claim: on clean images the DAE is hardly better than at the noise that it was trained for
print(f"DAE: {clean:.1f} dB on clean images,", ", ".join(f"{value:.1f} at {level:g}" for level, value in zip(strengths, lines["DAE"], strict=True)))
plot.curves(lines, x=strengths, xlabel="share of spoilt pixels", ylabel="PSNR (dB)", title="Salt and pepper: the filters win while there is little of it")

# %% [markdown]
# Notice where the lines cross. At the far left even doing *nothing* is better than the autoencoder. And read the numbers of its own line: it was trained at 0.3, and from there to the clean images it gains next to nothing,
# though the task becomes trivial. It has learnt to redraw images with much noise. A clean image is hardly easier for it, and a foreign sight.
#
# ## 9. Finding odd ones
#
# An autoencoder draws well what it knows. So: train it on normal images, and call **anomalous** what it draws badly. The *score* of an image is its squared error. As a test we keep all zeros and all ones out of the training, and see whether they stick out
# among the test images of the other eight digits. First the zeros.
#
# A threshold on the score finds a share of the zeros (the true positive rate) and accuses a share of the digits 2 to 9 (the false positive rate). Moving the threshold traces the **ROC curve**. The area under it, the **AUC**, is 1 for a perfect score, and 0.5 for a coin.


# %%
def roc(scores, is_anomaly):
    """False and true positive rates of all thresholds, and the area under the curve."""
    hits = is_anomaly[np.argsort(-scores, kind="stable")]  # the highest score first
    tpr = np.concatenate([[0], np.cumsum(hits) / hits.sum()])
    fpr = np.concatenate([[0], np.cumsum(~hits) / (~hits).sum()])
    return fpr, tpr, float(np.trapezoid(tpr, fpr))


def areas(scores):
    """The AUC of a score for the zeros and for the ones, each against the digits 2 to 9."""
    return [roc(scores[keep], y_test[keep] == odd)[2] for odd in (0, 1) for keep in [(y_test > 1) | (y_test == odd)]]


seen = x_train[y_train > 1]  # no zero, no one
pca_seen = {K: PCA(K).fit(seen).squared_error(x_test) for K in (30, 10, 4)}
stops = (1, 2) if full else (4, 8)  # epochs
scores = {30: [], 4: []}  # numbers of the code -> (5 starts, 2 stops, test images): the squared errors
for K in scores:
    for start in range(5):
        net = Autoencoder(hidden=(100,), latent_dim=K, epochs=stops[1], learning_rate=RATE, random_state=SEED + start, progress=False)
        watched = watch(net, lambda net: net.squared_error(x_test), stops[:1])
        last = net.fit(seen).squared_error(x_test)
        scores[K].append([watched[stops[0]], last])
scores = {K: np.array(of_starts) for K, of_starts in scores.items()}
keep = y_test != 1
plot.roc_curves(
    {name: roc(score[keep], y_test[keep] == 0) for name, score in {"autoencoder, 30": scores[30][0, -1], "PCA, 30": pca_seen[30]}.items()}, title="Zeros, never seen in training"
)

# %% [markdown]
# Notice that the autoencoder is well ahead of PCA here, at the same 30 numbers. But is that the best PCA? Is it the best autoencoder? Does it depend on the start, or on how long the network was trained? And is there something simpler still? We let both
# have fewer numbers, we train from five starts and look once on the way, and we try a score that learns nothing at all: the image's **energy** $\sum_d x_d^2$, which is about its ink.

# %%
energy = np.sum(x_test**2, axis=1)
found = {K: np.array([[areas(score) for score in start] for start in of_starts]) for K, of_starts in scores.items()}  # K -> (starts, stops, zeros and ones)
print("AUC for zeros                 mean, five starts   from   to    error, digits 2 to 9")
for K, i in product(found, range(2)):
    of, normal = found[K][:, i, 0], scores[K][:, i, y_test > 1].mean()
    print(f"autoencoder, {K:2d}, {stops[i]:2d} epochs      {of.mean():9.2f}       {of.min():6.2f} {of.max():4.2f} {normal:12.1f}")
simple = {f"PCA, {K:2d} numbers": areas(score) for K, score in pca_seen.items()} | {"energy": areas(energy)}
for name, area in simple.items():
    print(f"{name:29s} {area[0]:9.2f}")
zeros, ones = np.transpose([found[30][:, -1], found[4][:, -1]])  # both (5 starts, 2 widths)
assert simple["PCA,  4 numbers"][0] > simple["PCA, 30 numbers"][0] + 0.05 and simple["energy"][0] > simple["PCA, 30 numbers"][0]
assert zeros[:, 0].min() > simple["PCA, 30 numbers"][0]  # claim: with 30 numbers each of five networks finds zeros better than PCA
assert full or zeros[:, 0].mean() < min(zeros[:, 1].mean(), simple["PCA,  4 numbers"][0])  # claim: with four numbers the networks find zeros better than with thirty, and so does PCA
assert full or abs(zeros[:, 1].mean() - simple["PCA,  4 numbers"][0]) < 0.04  # claim: with four numbers each, the networks and PCA are nearly level

# %% [markdown]
# Notice three things.
#
# - With *fewer* numbers PCA finds zeros better, and so do the networks: with thirty numbers their AUC is below that of PCA with four, and with four numbers they are one or two hundredths above it. A language that is too good draws the anomalies too. So the lead of the first
#   figure is mostly no lead of bends over lines: the rival had the wrong width.
# - The energy alone, which has learnt nothing, beats PCA with 30 numbers, for zeros have much ink.
# - The networks with four numbers have a much larger error on normal images, and the better AUC. A smaller error is not a better detector.
#
# Had we shown you the first figure only, you would have believed more than is true. (We chose the four numbers by looking at the zeros, which one cannot do with anomalies that one does not know.)

# %% [markdown]
# ### Further: Ones, and the ink
#
# **Predict first.** Now the same with the digit 1. It is the simplest of all, a stroke. Which AUC do you expect, with thirty numbers and with four?
#
# <details><summary>Answer</summary>
#
# With thirty below 0.5: ones that it has *never seen* are drawn better than most images of the digits it was trained on. The score says how hard an image is to draw, and a straight
# stroke seems to be easy. With four, the networks' mean AUC is above 0.5.
#
# </details>

# %%
print("AUC for ones                  mean, five starts   from   to")
for K, i in product(found, range(2)):
    of = found[K][:, i, 1]
    print(f"autoencoder, {K:2d}, {stops[i]:2d} epochs      {of.mean():9.2f}       {of.min():6.2f} {of.max():4.2f}")
for K in pca_seen:
    print(f"PCA, {K:2d} numbers               {simple[f'PCA, {K:2d} numbers'][1]:9.2f}")
assert ones[:, 0].max() < 0.5 and simple["PCA, 30 numbers"][1] < 0.5  # claim: with 30 numbers each of five networks draws ones better than most other digits
assert full or ones[:, 1].mean() > 0.5  # claim: with four numbers the networks draw ones worse than most other digits

# %% [markdown]
# One often hears another explanation: a 1 has little *ink*, so there is little to get wrong. Look, before you believe it. We compare ones with other digits that have as little ink, in each of the five networks with thirty numbers. In brackets: the 95 % interval for so
# few images, from the formula of Hanley and McNeil (1982) for the error of an AUC.

# %%
def auc_error(auc, odd, normal):
    """The standard error of an AUC from so many odd and normal images (Hanley and McNeil 1982)."""
    two_odd, two_normal = auc / (2 - auc), 2 * auc**2 / (1 + auc)  # the chance that two odd ones beat one normal; that one odd beats two
    return np.sqrt((auc * (1 - auc) + (odd - 1) * (two_odd - auc**2) + (normal - 1) * (two_normal - auc**2)) / (odd * normal))


ink, keep, bands = x_test.sum(axis=1), y_test > 0, {}  # keep: ones, and the digits 2 to 9
for low, high in ((0, 60), (60, 75), (0, np.inf)):
    band = keep & (ink >= low) & (ink < high)
    inside = np.array([roc(start[-1, band], y_test[band] == 1)[2] for start in scores[30]])
    odd, normal = np.sum(y_test[band] == 1), np.sum(y_test[band] > 1)
    off = 1.96 * auc_error(inside.mean(), odd, normal)
    print(f"ink {low:2d} to {high:3.0f}: {odd:4d} ones, {normal:4d} others, AUC of five starts {inside.min():.2f} to {inside.max():.2f}, mean {inside.mean():.2f} ({inside.mean() - off:.2f} to {inside.mean() + off:.2f})")
    bands[high] = abs(inside.mean() - 0.5)
assert bands[np.inf] > max(bands[60], bands[75])  # claim: where the ink is equal the AUC is nearer to 0.5
correlation = [np.corrcoef(start[-1, keep], ink[keep])[0, 1] for start in scores[30]]
print(f"correlation of score and ink: {min(correlation):.2f} to {max(correlation):.2f}")
shown = np.flatnonzero(keep)[:400]
plot.scatter(
    {name: np.stack([ink, scores[30][0, -1]], axis=1)[shown][(y_test[shown] == 1) == odd] for name, odd in (("other digits", False), ("ones", True))},
    xlabel="ink: the sum of the pixels",
    ylabel="score: the squared error",
    title="The score against the ink",
)

# %% [markdown]
# Notice: where the ink is equal the AUC is nearer to 0.5, and its interval holds 0.5. So ink is a part of the explanation at least, and so few images cannot tell whether anything is left for another one, such as that strokes occur in all other digits.
# Nor is ink a law: with four numbers the networks' AUC is, on the average, on the other side of 0.5, with the same ink. "Ones are easy" is true of some codes.
#
# **A repair that is none.** One may divide the error by the image's energy: which *share* of the image is drawn wrongly?

# %%
share, ignorant = np.mean([areas(start[-1] / energy) for start in scores[30]], axis=0), areas(1 / energy)
for digit in (0, 1):
    print(f"digit {digit}: AUC of the error {found[30][:, -1, digit].mean():.2f}, of error / energy {share[digit]:.2f} (means of five starts), of 1 / energy alone {ignorant[digit]:.2f}")
assert ignorant[1] > share[1] + 0.1 and share[1] > ones[:, 0].mean() + 0.1 and share[0] < zeros[:, 0].mean()  # claim: error / energy lifts the ones, harms the zeros, and 1 / energy alone finds ones better

# %% [markdown]
# It lifts the ones above 0.5 and harms the zeros (thirty numbers, as before). And the last column says why: to divide by the energy is to mix in "has little ink", which finds ones better without any network, and zeros not at all. Error / energy
# is above 0.5 for both, but for either digit one of the others does much better. Whoever says "the autoencoder finds anomalies" should
# say *which*, and against which baseline. In the exercises you do all ten digits.
#
# ## 10. Searching, and learning from a hundred labels
#
# Are the codes of similar images close to each other? Take a test image as the query, and find the nearest ten *training* images, by the distance of their codes. **Precision@10** is the share of
# these ten that show the same digit. The baselines are the distance of the pixels, as they are or blurred by one pixel, and of PCA's codes.
#
# One more is easily forgotten: an encoder that was *never trained*.

# %%
untrained = nn.Sequential(nn.Linear(784, 784, np.random.default_rng(SEED + 5), init="glorot"), nn.ReLU())
codings = {
    "pixels": lambda x: x,
    "pixels, blurred": lambda x: smooth(x, 1, 1.0),
    "PCA, 30": pca[30].transform,
    "autoencoder, 30": ae30.transform,
    "denoising, 64": dae["gaussian"].transform,
    "never trained, 784": lambda x: untrained.forward(x)[0],
}
code_train = {name: coding(x_train).astype(np.float64) for name, coding in codings.items()}
code_test = {name: coding(x_test).astype(np.float64) for name, coding in codings.items()}


def ten_nearest(queries, known):
    """Indices of the ten nearest known codes of each query, (Q, 10), nearest first."""
    squared = np.sum(known**2, axis=1) - 2 * queries @ known.T  # |query|² is the same for all
    return np.argsort(squared, axis=1)[:, :10]


near = {name: ten_nearest(code_test[name][:1000], code_train[name][:10000]) for name in codings}
hits = {name: np.mean(y_train[rows] == y_test[:1000, None], axis=1) for name, rows in near.items()}  # one share per query
precision = {name: float(hits[name].mean()) for name in hits}
lead = {name: 100 * (hits[name] - hits["pixels"]) for name in hits if name != "pixels"}
for name in lead:
    print(f"{name:18s} minus pixels: {lead[name].mean():4.1f} ± {1.96 * lead[name].std() / np.sqrt(len(lead[name])):.1f} points")
assert lead["never trained, 784"].mean() < 0 < min(lead[name].mean() for name in ("pixels, blurred", "PCA, 30"))  # claim: blurred pixels and PCA search better than pixels, the encoder that was never trained worse
assert max(lead["autoencoder, 30"].mean(), lead["denoising, 64"].mean()) - lead["pixels, blurred"].mean() < 1.5  # claim: no trained code is more than 1.5 points ahead of blurred pixels
plot.bars(precision, xlabel="precision@10", fmt=".1%", title="Of the ten nearest, how many show the same digit?")

# %% [markdown]
# The trained codes gain one to three points of a percent over pixels (± is the 95 % interval over the queries). But so do PCA's code and pixels that are only blurred. The one never trained loses a point. If a search needs 30 numbers instead of 784, that is a reason to use a code; a better answer is none:
# a blur gives it, too.
#
# ### Further: One query

# %%
query = int(np.argmin(hits["pixels"] - hits["denoising, 64"]))
plot.image_rows(
    {name: np.vstack([x_test[query], x_train[near[name][query][:7]]]) for name in ("pixels", "pixels, blurred", "denoising, 64")},
    columns=8,
    title="A query (left) and its nearest, by pixels and by a code",
)

# %% [markdown]
# This query is not typical: it is the one on which the code gains most over pixels. The bars above are the fair picture.
#
# ### Further: A hundred labels
#
# Which *code* is best for a line? That is the question here. What else images without labels can bring, and the graph of neighbours
# that beats all of these, is the subject of day 5: [SemiSupervised](../day5/SemiSupervised.ipynb).
#
# Images are cheap and labels are dear. Suppose that all training images are there, but only a hundred, ten per digit, have a label. Does it help to train the classifier on the code, which has seen all images?
#
# The classifier is linear: least squares with a penalty on large weights (ridge), from scikit-learn. How strong the penalty is makes much difference with a hundred labels. So each code gets the strength that is best for
# it, found by leaving out one of the hundred images after the other. Ten draws of the hundred labels, the same ten for each code.
#
# Two rivals have never seen an image without a label: the *blurred* pixels, and a bent classifier, a support vector machine with a Gaussian kernel (scikit-learn's `SVC` with C = 10; nothing tuned). To be fair it is tried on
# pixels, on blurred pixels and on the codes. (The blur, of one pixel, is the best of four that we tried on the test images.)


# %%
codings |= {f"wide, {name}": wide[name].transform for name in wide}
for name in codings:
    if name not in code_train:
        code_train[name], code_test[name] = (codings[name](x).astype(np.float64) for x in (x_train, x_test))


def ridge():
    return RidgeClassifierCV(alphas=np.logspace(-1, 5, 19))


def accuracies(name, classifier=ridge, draws=10):
    """Test accuracy of a classifier on a code, for several draws of 100 labels."""
    centre, scale = code_train[name].mean(axis=0), np.sqrt(code_train[name].var(axis=0).mean())
    of_draws = []
    for seed in range(SEED, SEED + draws):
        rng = np.random.default_rng(seed)
        rows = np.concatenate([rng.choice(np.flatnonzero(y_train == c), 10, replace=False) for c in range(10)])
        fitted = classifier().fit((code_train[name][rows] - centre) / scale, y_train[rows])
        of_draws.append(fitted.score((code_test[name] - centre) / scale, y_test))
    return np.array(of_draws)


def interval(differences):
    """Mean and half width of the 95 % interval of ten paired differences, in points of a percent."""
    return 100 * differences.mean(), 100 * 2.26 * differences.std(ddof=1) / np.sqrt(10)


line = {name: accuracies(name) for name in codings}
kernel = {name: accuracies(name, lambda: SVC(C=10)) for name in ("pixels", "pixels, blurred", "PCA, 30", "denoising, 64", "wide, numbers are dear")}
for title, accuracy in {"a line": line, "a bent classifier": kernel}.items():
    print(f"{title + ' on':28s} accuracy   minus the same on pixels")
    for name, of_draws in accuracy.items():
        more, off = interval(of_draws - accuracy["pixels"])
        print(f"  {name:26s} {of_draws.mean():6.1%}     {more:4.1f} ± {off:.1f}")
for name in ("denoising, 64", "wide, numbers are dear"):
    more, off = interval(kernel[name] - kernel["pixels, blurred"])
    print(f"bent classifier, {name} minus blurred pixels: {more:.1f} ± {off:.1f}")
    assert full or more < 2.5  # claim: for the bent classifier the codes are less than 2.5 points better than blurred pixels
plot.bars({k: v.mean() for k, v in line.items()}, errors={k: v.std(ddof=1) for k, v in line.items()}, fmt=".1%", xlabel="test accuracy (a line, a hundred labels)", title="A hundred labels")

# %% [markdown]
# Notice the order among the lines. PCA, the plain autoencoder and the encoder that was never trained gain less than a point over the pixels in this run. The codes of the denoising and of the trained wide ones gain more, and most gains the one whose numbers are dear. Compare "nothing forbidden" with it: the same width, a *smaller* squared error (section 4),
# a worse code for this purpose. And compare "nothing forbidden" with "never trained", of the same width: even that code has learnt something in its few epochs.
#
# But look at the rivals. Blurring alone, which learns nothing, gains more than two points. And a bent classifier on the pixels, from a hundred labels and nothing else, comes close to a line on the best
# code. So a line that needs a code says little about images without labels: a kernel on the pixels does it, too. The last two lines are the fair test: the same bent classifier on a code, and on blurred pixels. What the images without labels brought beyond a blur is what is left there: in this run half a point, or nothing
# that ten draws can tell; with other seeds it is a point more. (The interval is over the draws of labels; each code was trained once.)
#
# So do the codes carry the meaning of an image? A part of it, more easily reached by a line. No label has told them what a digit is. But a part of it lies as near as a blur.

# %%
of = {name: line[name].mean() for name in line}
assert full or max(of, key=of.get) == "wide, numbers are dear" and of["wide, numbers are dear"] > of["pixels"] + 0.04  # claim: for a line the best code is the one whose numbers are dear
assert full or of["wide, nothing forbidden"] > of["never trained, 784"]  # claim: even with nothing forbidden the wide code has learnt something
assert full or kernel["pixels"].mean() > of["wide, numbers are dear"] - 0.04  # claim: a bent classifier on pixels comes close to a line on the best code
assert wide["numbers are dear"].squared_error(x_test).mean() > wide["nothing forbidden"].squared_error(x_test).mean() + 1  # claim: and yet its squared error is larger

# %% [markdown]
# ## What to take along
#
# | often said | what we measured |
# |---|---|
# | an autoencoder beats PCA | at the same length of code, yes; linear throughout it is PCA; the sigmoid alone brought more than the hidden layers alone |
# | a code as wide as the image is useless | it can be a mere copy; with a price on its numbers its code was the best for a line through few labels; a bent classifier on blurred pixels did as well (*Further*) |
# | a narrow code cannot learn by heart | two numbers sufficed for 30 images |
# | the decoder makes new digits | between codes sometimes; in 30 dimensions, in the holes, hardly any of those we looked at |
# | it removes noise better than filters | better than a median filter, its own kind of noise, if there is much of it; a linear map with one bend at its end did as well |
# | what it draws badly is an anomaly | zeros yes, but hardly better than PCA if both have four numbers; ones no: with thirty numbers they are drawn better than most other digits (*Further*) |
# | its code finds similar images | a little better than pixels; so do PCA and blurred pixels |
#
# **Check yourself**
#
# 1. A colleague reports a training error of 3 with a code of two numbers. What do you ask?
#
# <details><summary>Answer</summary> How many images, and what the error on new ones is. The network of section 5 comes near to that, and is worthless. </details>
#
# 2. Why does the encoder's gradient hold no term of its own?
#
# <details><summary>Answer</summary>
#
# The loss depends on the code only through the decoder. So all that the encoder hears is `dz`, which comes out of the decoder's `backward`. The price in the *Further* part of section 4 is the exception: there the loss
# depends on z directly, and `dz` gets one more term.
#
# </details>
#
# 3. You want to find broken parts in photos. All broken parts are darker than whole ones. What do you compare the autoencoder with, before anything else?
#
# <details><summary>Answer</summary> With the mean brightness as a score. As with the energy of section 9, a score that learns nothing may do the work. </details>
#
# **Now you.** In the [exercises](../../exercises/day4/MNISTAutoencoder.ipynb) you write the autoencoder's forward and backward pass, and the measures of sections 2 and 8 to 10. After that: [the variational autoencoder](MNISTVAE.ipynb), which fills the holes.
#
# A network by hand on one page: [one_page/backprop.py](../one_page/backprop.py).

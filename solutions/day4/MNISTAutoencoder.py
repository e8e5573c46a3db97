# %% [markdown]
# # Autoencoders on MNIST: exercises
#
# You write the six pieces that the lecture is made of: how to measure a drawing, what PCA draws, the forward and backward pass of an
# autoencoder, what a denoising one is trained on, and two measures of what a code is worth. Then your autoencoder trains, cleans, finds odd
# digits and searches similar ones. Some of its rivals will be simpler than you think, and better than you think.
#
# The lecture is [MNISTAutoencoder](../../course/day4/MNISTAutoencoder.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the check below it. The check names the
# likely mistake. **What has passed is what the later cells use**; until then they use minivae's. So "Run All" always reaches the end.
#
# | | exercise | points |
# |---|---|---|
# | 4.1 | the squared error of a drawing | 1 |
# | 4.2 | what PCA draws | 1 |
# | 4.3 | an autoencoder, forwards and backwards | 2 |
# | 4.4 | what a denoising autoencoder sees, and what it should answer | 2 |
# | 4.5 | AUC: how well does a score find anomalies? | 2 |
# | 4.6 | precision@k: how good is a search? | 2 |
#
# Shapes: $N$ images, one per row, of $D = 784$ pixels between 0 and 1; $K$ numbers in a code. `x` and its drawing `x_hat` are (N, D), a code `z` is (N, K).

# %% setup=true
import numpy as np
from scipy import ndimage
from scipy.spatial.distance import cdist

from minivae import nn, plot
from minivae.data import load_mnist
from minivae.embeddings import PCA
from minivae.nn import bernoulli_nll
from minivae_checks import day4 as check
from minivae_checks import pick

data = load_mnist()
full = data.source == "full"
x_train, y_train, x_test, y_test = data.x_train, data.y_train, data.x_test, data.y_test
print(data)

# %% [markdown]
# ## 4.1 How good is a drawing?
#
# Every model of this notebook draws an image $\hat x$ for an image $x$. One number shall say how far off it is, and it must be the same number for all, or
# they cannot be compared: the squared error, summed over the pixels of an image, then the mean over the images,
#
# $$E = \frac1N \sum_n \sum_d (x_{nd} - \hat x_{nd})^2 .$$
#
# Mind the two different sums. If you take the mean over the pixels as well, everything is 784 times smaller, and no longer comparable with
# published figures.
#
# Shapes: `x` and `x_hat` are (N, D); the answer is one number.
#
# <details><summary>Hint 1</summary> Work from the inside: a difference, its square, a sum, a mean. Which of these change the shape? </details>
#
# <details><summary>Hint 2</summary> The sum over the pixels is the sum along axis 1. It leaves (N,), one number per image. </details>
#
# <details><summary>Hint 3</summary>
#
# np.mean of `np.sum((x - x_hat) ** 2, axis=1)`. One line.
#
# </details>

# %% exercise="squared_error"
def squared_error(x, x_hat):
    """(1/N) Σ_n Σ_d (x_nd - x̂_nd)²: one number. x and x_hat are (N, D)."""
    ### BEGIN SOLUTION
    return np.mean(np.sum((x - x_hat) ** 2, axis=1))
    ### END SOLUTION

# %% check="squared_error"
check.squared_error(squared_error)

# %% [markdown]
# A first use. You must draw *the same* image for every test image. **Predict first:** which of these three has the least error, and which the largest?
# The mean of all training images; their median, pixel by pixel; or a real digit, the training image nearest to the mean?
#
# <details><summary>Answer</summary> The mean has the least: it is where the sum of squares is smallest, pixel by pixel. The real digit
# looks best and scores worst: its sharp strokes are in the wrong place for most images. A small squared error and a good picture are two things. </details>

# %% figure="Three ways to draw the same image for all"
use = pick(check.squared_error)
mean_image = x_train.mean(axis=0)
distance = np.sum((x_train - mean_image) ** 2, axis=1)
always = {
    "mean": mean_image,
    "median": np.median(x_train, axis=0),
    "a real digit": x_train[distance.argmin()],
}
for name, image in always.items():
    print(f"{name:13s} {use.squared_error(x_test, np.tile(image, (len(x_test), 1))):5.1f}")
plot.image_rows(
    {"mean, median, a real digit": np.stack(list(always.values()))}, alt="A blurred spot, a thin blurred 3, and a sharp 4: mean, median and a real digit."
)

# %% [markdown]
# ## 4.2 What PCA draws
#
# The simplest code of $K$ numbers is linear. PCA has a mean image $m$ and $K$ directions, the rows of `components`, each of length 1 and at right angles to the others. The
# code is how far $x - m$ goes along each direction. The drawing walks back from the mean:
#
# $$z = (x - m) V^\top, \qquad \hat x = m + z V, \qquad V = \texttt{components} .$$
#
# It is the baseline that an autoencoder must beat.
#
# Shapes: `x` (N, D), `mean` (D,), `components` (K, D); the answer is (N, D).
#
# <details><summary>Hint 1</summary> Take the mean off at the start, and add it at the end. In between there are two products of matrices. </details>
#
# <details><summary>Hint 2</summary> The code is (N, K): (N, D) times what, of shape (D, K)? </details>
#
# <details><summary>Hint 3</summary> z = (x - mean) @ components.T, and then mean + z @ components. </details>

# %% exercise="pca_reconstruct"
def pca_reconstruct(x, mean, components):
    """x̂ = m + (x - m) Vᵀ V.   x: (N, D), mean m: (D,), components V: (K, D)."""
    ### BEGIN SOLUTION
    return mean + (x - mean) @ components.T @ components
    ### END SOLUTION

# %% check="pca_reconstruct"
check.pca_reconstruct(pca_reconstruct)

# %% [markdown]
# How many numbers does PCA need? The curve shows the error of your drawings, by your measure.

# %% figure="The error of PCA against the number of components"
use = pick(check.squared_error, check.pca_reconstruct)
pca = PCA(300).fit(x_train)
Ks = np.array([1, 2, 5, 10, 20, 30, 50, 100, 200, 300])
error = []
for K in Ks:
    x_hat = use.pca_reconstruct(x_test, pca.mean_, pca.components_[:K])
    error.append(float(use.squared_error(x_test, x_hat)))
pca30 = error[5]
print(f"30 components: {pca30:.2f} per test image")
if full:
    assert abs(pca30 - 13.87) < 0.01  # Hinton and Salakhutdinov (2006)
plot.curves({"test images": error}, x=Ks, xlabel="components", ylabel="squared error", title="PCA: what K numbers leave over")

# %% [markdown]
# With the full MNIST this is 13.87, the figure of Hinton and Salakhutdinov (2006); the cell insists on it there. With the bundled images it is a little larger.
#
# **Think.** With 784 components the error is 0 for every image. Is that code good?
#
# <details><summary>Answer</summary> It is the image itself, in rotated axes. The error is 0 for grey noise, too: nothing about digits was learnt. </details>
#
# ## 4.3 An autoencoder, forwards and backwards
#
# Two networks in a row, trained as one. The encoder makes a code, the decoder makes logits of it, and `bernoulli_nll` compares these with the image that should
# come out. (It is the cross-entropy of the lecture: the drawing $\hat x = \sigma(\text{logits})$ taken as the probability of white.) It returns the loss and its gradient with respect to the logits:
#
# $$x_\text{in} \xrightarrow{\text{encoder}} z \xrightarrow{\text{decoder}} \text{logits}, \qquad
# L = \frac1N \sum_n \sum_d -\log p(\text{target}_{nd} \mid \text{logits}_{nd}) .$$
#
# Then back through both, in reverse order. From day 3 you know the interface, and it holds for a whole network as for a layer:
#
# - `y, cache = network.forward(x)`
# - `dx = network.backward(dy, cache)` adds to the gradients of the weights, and returns the gradient of the input
# - `loss, dlogits = bernoulli_nll(logits, target)`
#
# Why two images, `x_in` and `target`? Here they will be the same. In 4.4 they will not.
#
# Shapes: `x_in` and `target` (N, D), the code (N, K), the logits (N, D). Return the loss alone.
#
# <details><summary>Hint 1</summary> Three lines forwards, two backwards. What the decoder's backward returns is what the encoder's backward needs. </details>
#
# <details><summary>Hint 2</summary>
#
# Each `forward` returns two things. So forwards: z, enc = encoder.forward(x_in). Then the decoder with z, and keep its cache under another name. Then the loss, with
# target.
#
# </details>
#
# <details><summary>Hint 3</summary> Backwards: dz = decoder.backward(dlogits, dec), then encoder.backward(dz, enc). The 1/N is in dlogits already. </details>

# %% exercise="loss_and_grads"
def loss_and_grads(encoder, decoder, x_in, target):
    """Return the loss; add its gradient to both networks. x_in, target: (N, D)."""
    ### BEGIN SOLUTION
    z, enc = encoder.forward(x_in)  # (N, K)
    logits, dec = decoder.forward(z)  # (N, D)
    loss, dlogits = bernoulli_nll(logits, target)
    dz = decoder.backward(dlogits, dec)  # (N, K)
    encoder.backward(dz, enc)
    return loss
    ### END SOLUTION

# %% check="loss_and_grads"
check.loss_and_grads(loss_and_grads)

# %% [markdown]
# Now it trains: 784 -> 200 -> 30 -> 200 -> 784, mini-batches of 128 images, Adam. `pair` says what the network sees and what it should answer; for now, both are the image. An
# *epoch* is one pass over the training images. (The first step compiles two small kernels with Numba: a few seconds, once.)

# %%
def networks(rng, K=30, H=200):
    """An encoder 784 -> H -> K and a decoder K -> H -> 784, with random weights."""
    def net(n_in, n_out):
        first, last = nn.Linear(n_in, H, rng, init="glorot"), nn.Linear(H, n_out, rng, init="glorot")
        return nn.Sequential(first, nn.ReLU(), last)

    return net(784, K), net(K, 784)


def same(x, rng):
    return x, x


def train(use, x, pair=same, epochs=20, seed=0):
    """Train both networks on the images x with your loss_and_grads."""
    rng = np.random.default_rng(seed)
    encoder, decoder = networks(rng)
    adam = nn.Adam(encoder, decoder)

    def batch_loss(rows):
        x_in, target = (np.asarray(part, dtype=np.float32) for part in pair(x[rows], rng))
        loss = float(use.loss_and_grads(encoder, decoder, x_in, target))
        return loss, {"loss": loss}

    history = nn.train(batch_loss, adam, len(x), epochs=epochs, batch_size=128, rng=rng, progress=False)
    return encoder, decoder, history["loss"]


def encode(networks, x):
    """The codes (N, K) of images."""
    return networks[0].forward(x)[0]


def draw(networks, x):
    """Encode, decode: the drawings (N, D) of images."""
    return nn.sigmoid(networks[1].forward(encode(networks, x))[0])

# %%
use = pick(check.squared_error, check.pca_reconstruct, check.loss_and_grads)
plain = train(use, x_train, epochs=4 if full else 20)
grey = np.clip(x_train, 1e-6, 1 - 1e-6)
least = -np.mean(np.sum(x_train * np.log(grey) + (1 - x_train) * np.log(1 - grey), axis=1))
print(f"loss {plain[2][0]:.1f} -> {plain[2][-1]:.1f} nats per image; perfect drawings would have {least:.1f}")
ae30 = use.squared_error(x_test, draw(plain, x_test))
print(f"30 numbers, squared error per test image: PCA {pca30:.2f}, your autoencoder {ae30:.2f}")
assert ae30 < (0.6 if full else 0.85) * pca30

# %% figure="Ten digits, drawn by PCA and by the autoencoder from 30 numbers"
first = np.array([np.flatnonzero(y_test == c)[0] for c in range(10)])  # one of each digit
show = x_test[first]
plot.image_rows(
    {"image": show, "PCA": use.pca_reconstruct(show, pca.mean_, pca.components_[:30]), "autoencoder": draw(plain, show)},
    title="Thirty numbers per image",
)

# %% [markdown]
# PCA's fog around the strokes is gone. A likely reason: PCA must cancel patterns to leave a pixel black, and never quite does; the sigmoid at the end makes any large negative logit black.
#
# (Why does the loss stop so far above 0? More than half of what is left would be there for a perfect drawing, too: for a grey pixel the smallest possible $-\log p$ is above 0.)
#
# ## 4.4 What a denoising autoencoder sees
#
# A small change makes another machine: **spoil the input, and ask for the clean image**. Write the pair for salt-and-pepper noise: each pixel, on its own, is spoilt with probability
# `level`. A spoilt pixel becomes 0 (pepper) or 1 (salt), equally likely. All others stay.
#
# The uniform numbers `u`, one per pixel, are drawn already: they can decide *which* pixels are spoilt. Draw a second set from `rng` for the coin.
#
# Shapes: `x`, `u`, `x_in` and `target` are all (N, D). Return `x_in, target`, in this order, and leave `x` as it is.
#
# <details><summary>Hint 1</summary> A uniform number is below level with probability level. And the target is not spoilt at all. </details>
#
# <details><summary>Hint 2</summary> np.where(condition, a, b) takes a where the condition holds, and b elsewhere. It makes a new array. </details>
#
# <details><summary>Hint 3</summary> The coin: rng.random(x.shape) < 0.5 is True or False, which count as 1 and 0. So x_in = np.where(u < level, that coin, x). </details>

# %% exercise="denoising_pair"
def denoising_pair(x, level, rng):
    """Return x_in and target, both (N, D), for salt-and-pepper noise."""
    u = rng.random(x.shape)  # (N, D), uniform in [0, 1)
    ### BEGIN SOLUTION
    x_in = np.where(u < level, rng.random(x.shape) < 0.5, x)
    return x_in, x
    ### END SOLUTION

# %% check="denoising_pair"
check.denoising_pair(denoising_pair)

# %% [markdown]
# The same networks, the same training, only the pair is new. **Predict first.** The plain autoencoder of 4.3 has learnt to draw digits, and nothing but digits. Thirty numbers have no room for noise. Will
# it clean spoilt images, too?
#
# <details><summary>Answer</summary> A little: it is better than doing nothing, but far from the median filter, which knows nothing of digits. It can only draw things like digits, but which one? Its encoder has never seen such an image, and
# sends a code that means something else. What must be learnt is the encoder's answer to noise. </details>

# %%
use = pick(check.squared_error, check.loss_and_grads, check.denoising_pair)
denoising = train(use, x_train, lambda x, rng: use.denoising_pair(x, 0.3, rng), epochs=4 if full else 25)
spoilt, clean = use.denoising_pair(x_test, 0.3, np.random.default_rng(1))
spoilt = np.asarray(spoilt, dtype=np.float32)
median = ndimage.median_filter(spoilt.reshape(-1, 28, 28), size=(1, 3, 3))
stretched = np.clip(1.25 * ndimage.gaussian_filter(median, (0, 0.7, 0.7)) - 0.1, 0, 1)  # pixels are nearly black or nearly white
cleaned = {
    "spoilt": spoilt,
    "median filter": median.reshape(len(spoilt), -1),
    "and blur, stretch": stretched.reshape(len(spoilt), -1),
    "plain": draw(plain, spoilt),
    "denoising": draw(denoising, spoilt),
}
left = {name: float(use.squared_error(clean, x)) for name, x in cleaned.items()}
for name in left:
    print(f"{name:18s} squared error {left[name]:6.1f}")
assert left["denoising"] < left["median filter"] < left["plain"] < left["spoilt"] and left["and blur, stretch"] < left["median filter"]

# %% figure="Spoilt digits, and four ways to clean them"
plot.image_rows({name: x[first[:8]] for name, x in cleaned.items()}, columns=8, title="Cleaned")

# %% [markdown]
# The denoising autoencoder is ahead of the median filter. That is a weak rival. Blur the median's answer a little, and stretch it towards black and white: this knows nothing of digits either, and with the bundled images its error is
# smaller still. (Its three settings were tried out, and the network was trained for 25 epochs. In the lecture, with more units and a higher rate, the two are within a dB.) **Ask for the strongest simple rival, not for a rival.**
#
# ## 4.5 How well does a score find anomalies?
#
# Give every image a *score*, such as its squared error: the higher, the odder. How good is a score? Take one anomaly and one normal image at random. **The AUC is the
# probability that the anomaly has the higher score**; equal scores count one half:
#
# $$\text{AUC} = P(s_\text{anomaly} > s_\text{normal}) + \tfrac12 P(s_\text{anomaly} = s_\text{normal}) .$$
#
# It is also the area under the ROC curve, hence the name (*area under the curve*). A perfect score has 1, a coin 0.5. Below 0.5 the score says that anomalies are *more* normal than the normal ones.
#
# Compare each anomaly with each normal image, by a table of pairs.
#
# Shapes: `scores` (N,), `is_anomaly` (N,) of True and False; the answer is one number.
#
# <details><summary>Hint 1</summary> scores[is_anomaly] are the scores of the anomalies, and ~ turns True and False round. </details>
#
# <details><summary>Hint 2</summary> A column of shape (A, 1), compared with a row of shape (B,), is a table (A, B). [:, None] makes a column. </details>
#
# <details><summary>Hint 3</summary> With high = scores[is_anomaly][:, None] and low = scores[~is_anomaly]: the mean of (high > low) + 0.5 * (high == low). </details>

# %% exercise="auc"
def auc(scores, is_anomaly):
    """P(an anomaly scores higher than a normal image). scores (N,), is_anomaly (N,) bool."""
    ### BEGIN SOLUTION
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    return np.mean((high > low) + 0.5 * (high == low))
    ### END SOLUTION

# %% check="auc"
check.auc(auc)

# %% [markdown]
# Ten tests: each digit in turn is kept out of the training, and is then the anomaly among the test images. Four scores compete: the squared error of an autoencoder; of PCA with 30 components and with 5; and
# one that learns nothing, the sum of the pixels, the **ink**.
#
# **Predict first.** The ink knows nothing of digits. For how many of the ten is its AUC above 0.6? And is there a digit where the autoencoder is worse than a coin?
#
# <details><summary>Answer</summary> For three: 0, 2 and 8, the digits with much ink. And yes: for 1 the autoencoder is worse than a coin, by a little. It has never seen a 1, and yet draws it as well as the digits that
# it knows, or better: the error says how hard an image is to draw, and a straight stroke seems to be easy. </details>

# %% figure="AUC of four scores for ten digits, each kept out of the training"
use = pick(check.loss_and_grads, check.auc)
some, shown = slice(0, 10000), slice(0, 3000)
found = np.zeros((4, 10))
for digit in range(10):
    seen = x_train[some][y_train[some] != digit]
    x, odd = x_test[shown], y_test[shown] == digit
    fitted = PCA(30).fit(seen)
    V, m = fitted.components_, fitted.mean_
    scores = [
        np.sum((x - draw(train(use, seen, epochs=4 if full else 8), x)) ** 2, axis=1),
        np.sum((x - m - (x - m) @ V.T @ V) ** 2, axis=1),
        np.sum((x - m - (x - m) @ V[:5].T @ V[:5]) ** 2, axis=1),
        x.sum(axis=1),
    ]
    found[:, digit] = [use.auc(s, odd) for s in scores]
names = ["autoencoder", "PCA, 30", "PCA, 5", "ink"]
for name, row in zip(names, found, strict=True):
    print(f"{name:12s} mean AUC {row.mean():.2f}, worst {row.min():.2f} (digit {row.argmin()})")
assert found[0].argmin() == 1 and found[0, 1] < 0.55 and found[0].mean() > found[1:].mean(axis=1).max() + 0.03
plot.heatmap(found, names, [str(d) for d in range(10)], xlabel="digit kept out of the training", fmt=".2f", title="AUC")

# %% [markdown]
# The autoencoder is the best of the four on average. It is not the best everywhere: PCA with five components is level on 0, and ahead on 6. (Each digit has one training from one start. In the lecture five starts spread over several hundredths, so read
# nothing into less than that. And there the autoencoder, too, does better on 0 with fewer numbers.) And for the ones all four fail, PCA and the ink so
# badly that it would be better to believe the opposite of what they say. **Before you trust a score, compare it with one that learns nothing.**
#
# ## 4.6 How good is a search?
#
# Similar images should have similar codes. So search by codes: the query's code, and the $k$ nearest codes of *other* images. **Precision@k** is the share of these that show the same digit as the query, and then
# the mean over all queries. Each image is a query once.
#
# The table of all distances is there: `distances[i, j]` lies between the codes of image $i$ and image $j$. On its diagonal stands 0, for each image is nearest to itself. But nobody searches for the image that they already have.
#
# Shapes: `codes` (N, K), `labels` (N,), `distances` (N, N); the answer is one number.
#
# <details><summary>Hint 1</summary> Before you sort, make sure that no image can find itself. It does not suffice to skip the first column: another image with the same code could stand there. </details>
#
# <details><summary>Hint 2</summary> np.fill_diagonal(distances, np.inf) puts infinity on the diagonal. It writes into distances and returns nothing, so it stands on a line of its own. Then np.argsort(distances, axis=1) gives, in each row, the images from near to far. </details>
#
# <details><summary>Hint 3</summary> nearest = the first k columns of that, (N, k). labels[nearest] is (N, k) as well; compare it with labels[:, None], and take the mean. </details>

# %% exercise="precision_at_k"
def precision_at_k(codes, labels, k):
    """Share of the k nearest other images that have the query's label. codes (N, K)."""
    distances = cdist(codes, codes)  # (N, N)
    ### BEGIN SOLUTION
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :k]
    return np.mean(labels[nearest] == labels[:, None])
    ### END SOLUTION

# %% check="precision_at_k"
check.precision_at_k(precision_at_k)

# %% [markdown]
# Six codes compete on 1,000 test images. One of them is a joke: an encoder with random weights that was *never trained*.
#
# **Predict first.** By chance one in ten is right: a precision of 0.1. What does the untrained encoder reach: 0.1, 0.3 or 0.6? And will it beat PCA with two components, which has seen all training images?
#
# <details><summary>Answer</summary> About 0.6, and it beats PCA's two numbers by far. Random sums keep distances roughly: near images stay near. So not all of a trained code's success
# is due to training. Always run the untrained one. </details>

# %% figure="Precision@10 of six codes"
use = pick(check.precision_at_k)
x, labels = x_test[:1000], y_test[:1000]
untrained = networks(np.random.default_rng(0))
codes = {
    "pixels, 784": x,
    "PCA, 30": pca.transform(x)[:, :30],
    "PCA, 2": pca.transform(x)[:, :2],
    "untrained, 30": encode(untrained, x),
    "autoencoder, 30": encode(plain, x),
    "denoising, 30": encode(denoising, x),
}
precision = {name: float(use.precision_at_k(code, labels, 10)) for name, code in codes.items()}
assert precision["PCA, 2"] + 0.1 < precision["untrained, 30"] < precision["autoencoder, 30"] - 0.1
plot.bars(precision, xlabel="precision@10", fmt=".1%", title="Of the ten nearest, how many show the same digit?")

# %% [markdown]
# Pixels, PCA and both trained codes lie close together. A code of 30 numbers searches about as well as 784 pixels: that is worth something when there are millions of images. It does not search much *better*.
#
# ## What you can now do
#
# - train two networks as one, with a gradient that goes through both
# - compare codes fairly: the same number of numbers, the same measure, and a baseline that learns nothing
# - turn an autoencoder into a cleaner by changing what it sees, not what it is
# - say when a score of oddness fails, and compare it with one that learns nothing
#
# Next: [MNISTVAE](MNISTVAE.ipynb), where the codes get a place of their own, and the decoder invents digits.
#
# **If you want to go on.** (1) In 4.5 divide the error by the sum of x² of each image: which digits gain, which lose? (2) Train the denoising autoencoder at level 0.6: how does it do at 0.3? (3) Give the plain
# autoencoder 784 code units and spoil nothing: what does it do with grey noise?

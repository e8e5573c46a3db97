"""What the demo's page says: one function per section, the numbers, what is next.

A section function takes the trained models and the measured results and returns a
title, what to notice, and the picture. `trained.vaes` is a dict: dimension -> VAE.
"""

from datetime import date

import numpy as np

from minivae import __version__, plot
from minivae.commands.page import Row, Section, render

N_MAP = 1000  # more points than this hide one another
NEXT = {
    "course/day4/MNISTVAE.ipynb": "how this page's models work, from the ELBO up",
    "exercises/day4/MNISTVAE.ipynb": "write the lines that matter; each is checked",
    "course/day4/MNISTAutoencoder.ipynb": "what comes before: codes without a prior",
    "course/day3/BackpropByHand.ipynb": "where the gradients come from",
}


def page(trained, results):
    """Return the html of the page."""
    data, epochs = trained.data, len(trained.vaes[20].history_["elbo"])
    times = "once" if epochs == 1 else f"{epochs} times"
    lead = (
        "Two variational autoencoders, written by hand in NumPy and Numba, looked at "
        f"{len(data.x_train):,} handwritten digits {times}. One keeps 2 numbers of "
        "each image, the other 20. This is what they learnt, and how well."
    )
    makers = (reconstructions, samples, latent_map, manifold, curves)
    return render(
        "minivae: a variational autoencoder, from scratch",
        lead,
        [make(trained, results) for make in makers],
        numbers(trained, results),
        list(NEXT.items()),
        made(trained),
    )


def reconstructions(trained, results):
    """Test images through the 20-D code and back."""
    _, first = np.unique(trained.data.y_test, return_index=True)
    x = trained.data.x_test[first]  # one image of each class
    text = (
        "Upper row: digits that the network never saw in training. Lower row: the same "
        "digits, rebuilt from 20 numbers each. Look for strokes that it smooths away "
        "or gets wrong. Over all test images the squared error per image is "
        f"{results[20]['error']:.1f}; PCA with 20 components has "
        f"{results[20]['pca_error']:.1f}."
    )
    picture = plot.reconstructions(
        x, trained.vaes[20].reconstruct(x), trained.data.image_shape
    )
    return Section("From an image to 20 numbers and back", text, picture)


def samples(trained, results):
    """Images that nobody wrote: the prior, decoded."""
    images = trained.vaes[20].sample(40, random_state=trained.seed)
    more = "`minivae demo --data full`"
    text = (
        "No image goes in here: 20 random numbers from a standard normal are decoded. "
        "Some results look like a digit; others lie between two digits or fall apart, "
        "for the decoder has no notion of a class."
        + (f" More training images help: {more}." * (trained.data.source != "full"))
    )
    picture = plot.image_grid(
        images,
        trained.data.image_shape,
        alt=f"{len(images)} images decoded from random draws of the prior, "
        "in rows of 10.",
    )
    return Section("Digits that nobody wrote", text, picture)


def latent_map(trained, results):
    """Where the 2-D VAE puts the test images."""
    x, y = trained.data.x_test[:N_MAP], trained.data.y_test[:N_MAP]
    text = (
        "Each small digit is a test image, at the two numbers that the 2-D network "
        "keeps of it. The labels were not used in training. Look for digits with a "
        "region of their own, and for those that share one, such as 4 and 9."
    )
    picture = plot.latent_map(trained.vaes[2].transform(x), y)
    return Section("The map of the 2-D latent space", text, picture)


def manifold(trained, results):
    """What each place of the map decodes to."""
    text = (
        "The same space seen from the other side: each place of the map, decoded. "
        "Neighbours look alike, and one digit turns into the next without a jump. "
        "Each image stands for the same share of the prior."
    )
    picture = plot.manifold(trained.vaes[2].decode, 15, trained.data.image_shape)
    return Section("Every place of that space is an image", text, picture)


def curves(trained, results):
    """The ELBO of the 20-D VAE in training, and its two terms."""
    text = (
        "The ELBO is minus the reconstruction term minus the KL term. The more a code "
        "says about its image, the lower the reconstruction term; KL is the price of "
        "saying it. The curves are for the training images and 20 dimensions."
    )
    picture = plot.elbo_curves(trained.vaes[20].history_)
    return Section("What training does to the two terms", text, picture)


def numbers(trained, results):
    """Return caption, columns and rows of the table."""
    data, dimensions = trained.data, list(trained.vaes)

    def row(name, note, key, main=False):
        cells = tuple(f"{results[k][key]:.2f}" for k in dimensions)
        return Row(name, note, cells, main)

    few, draws = results[2]["n_weighted"], results[2]["n_samples"]
    rows = [
        row("Test ELBO", "one sample of z per image", "elbo", main=True),
        row("Reconstruction term", "-E log p(x|z); lower is better", "reconstruction"),
        row("KL term", "KL(q(z|x) ‖ p(z)), the price of the code", "kl"),
        Row(
            "Baseline: independent pixels",
            "log-likelihood; compare with the test ELBO",
            (f"{results[2]['independent']:.2f}",),
        ),
        row(f"ELBO, first {few} test images", "for the next row", "few_elbo"),
        row(
            "Importance-weighted log-likelihood",
            f"of the same images, {draws} samples: a tighter bound",
            "few_weighted",
        ),
        row("Squared error", "summed over pixels; not in nats", "error"),
        row("Baseline: PCA", "squared error, as many components", "pca_error"),
        Row(
            "Seconds of training",
            "with compilation, where it was needed",
            tuple(f"{trained.seconds[k]:.1f}" for k in dimensions),
        ),
    ]
    caption = (
        f"Means per test image, in nats where nothing else is said. {data.where} "
        f"{len(data.x_train):,} images to train, {len(data.x_test):,} to test; "
        f"seed {trained.seed}."
    )
    return caption, [f"{k}-D code" for k in dimensions], rows


def made(trained):
    """Say which program, which command and which day made the page.

    A folder with data is not named: its path would tell of the computer.
    """
    source = trained.data.source
    words = ["minivae demo"]
    if source != "bundled":
        words.append(f"--data {source if source == 'full' else 'DIR'}")
    words += [f"--epochs {len(trained.vaes[20].history_['elbo'])}"]
    words += [f"--seed {trained.seed}"]
    seconds = sum(trained.seconds.values())
    day = date.today()
    return (
        f"Made by minivae {__version__} on {day.day} {day:%B %Y}, in {seconds:.0f} "
        f"seconds of training on a CPU, with `{' '.join(words)}`."
    )

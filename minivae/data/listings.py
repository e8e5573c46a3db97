"""A generated world: property listings whose topics are known.

What a listing is about depends on its place, its date and its agent. As everything
is known, whatever a topic model finds can be compared with the truth.

N listings, V words, K topics, G districts, A agents.
"""

from dataclasses import dataclass

import numpy as np

from minivae.base import check_positive_int
from minivae.data.listing_words import (
    AGENTS,
    COMMON_WORDS,
    DISTRICTS,
    TOPIC_WORDS,
    TRENDS,
)

FIRST_DAY, LAST_DAY = np.datetime64("2010-01-01"), np.datetime64("2019-12-31")
SPREAD = 0.012  # degrees: how far listings lie from the centre of their district
REACH = 0.018  # degrees: how far the influence of a district reaches
COMMON_SHARE = 0.12  # of each topic's words
CONCENTRATION = 8.0  # how close each listing keeps to what is expected of it


@dataclass(frozen=True, eq=False)
class Listings:
    """Listings, all that was seen of them, and the truth behind.

    Seen: `documents`, N lists of words; `counts` (N, V) CSR int64 with `vocabulary`
    (V,); `latitude`, `longitude` (N,) in degrees; `date` (N,) datetime64[D]; `agent`
    (N,) int64, an index into `agent_names` (A,); `district` (N,) int64, an index
    into `district_names` (G,).

    The truth: `phi` (K, V), p(word | topic), with `topic_names` (K,); `theta` (N, K),
    p(topic | listing); `expected_theta` (N, K), the mean of theta for such a place,
    date and agent; `topics`, N arrays, the topic of each word; and the log weights
    that `expected_theta` is made of, `place_effect` (G, K), `trend` (K,) and `niche`
    (A, K).
    """

    documents: list
    counts: object
    vocabulary: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    date: np.ndarray
    agent: np.ndarray
    agent_names: tuple
    district: np.ndarray
    district_names: tuple
    district_centres: np.ndarray
    phi: np.ndarray
    topic_names: tuple
    theta: np.ndarray
    expected_theta: np.ndarray
    topics: list
    place_effect: np.ndarray
    trend: np.ndarray
    niche: np.ndarray
    source: str = "generated"

    def __repr__(self):
        N, V = self.counts.shape
        return f"Listings({N:,} listings, {V} words, {len(self.topic_names)} topics)"


def make_listings(n_listings=2000, mean_length=60, random_state=0):
    """θ_d ~ Dir(c E_d), E_d = softmax(place + time · trend + niche); w ~ φ_z, z ~ θ_d.

    The place's part is a mean over the districts, each weighted by exp(-r² / 2 s²)
    with the distance r, so that topics fade from one district into the next; far from
    all districts nothing is left of it. The time runs from -1/2 to 1/2 over ten years,
    in which listings become more frequent.

    Parameters
    ----------
    n_listings : int
    mean_length : float
        The number of words is Poisson with this mean, and at least 5.
    random_state : int, numpy.random.Generator or None
        One seed, one world.

    Returns
    -------
    Listings
    """
    check_positive_int(n_listings, "n_listings")
    if not 0 < mean_length < np.inf:
        raise ValueError(f"mean_length must be above 0, got {mean_length!r}")
    rng = np.random.default_rng(random_state)
    N, vocabulary, phi = n_listings, *make_topics()
    centres = np.array([row[:2] for row in DISTRICTS.values()])  # (G, 2)
    district = rng.choice(
        len(DISTRICTS), N, p=_shares(r[2] for r in DISTRICTS.values())
    )
    place = centres[district] + SPREAD * rng.standard_normal((N, 2))
    agent = rng.choice(len(AGENTS), N, p=_shares(row[0] for row in AGENTS.values()))
    time = np.sqrt(rng.random(N))  # in [0, 1), ever denser

    place_effect = _effects(row[3] for row in DISTRICTS.values())
    niche, trend = _effects(row[1] for row in AGENTS.values()), _effects([TRENDS])[0]
    r2 = ((place[:, None] - centres) ** 2).sum(axis=2)  # (N, G)
    near = np.exp(-r2 / (2 * REACH**2))
    weight = near @ place_effect + (time - 0.5)[:, None] * trend + niche[agent]
    expected = _softmax(weight)
    theta = np.array([rng.dirichlet(CONCENTRATION * e) for e in expected])

    lengths = np.maximum(rng.poisson(mean_length, N), 5)
    topics = [_draw(rng, t, n) for t, n in zip(theta, lengths, strict=True)]
    cumulative = phi.cumsum(axis=1)
    words = [_words(rng, cumulative, z) for z in topics]
    return Listings(
        documents=[vocabulary[w].tolist() for w in words],
        counts=_count(words, len(vocabulary)),
        vocabulary=vocabulary,
        latitude=place[:, 0],
        longitude=place[:, 1],
        date=FIRST_DAY + (time * (LAST_DAY - FIRST_DAY + 1).astype(int)).astype(int),
        agent=agent,
        agent_names=tuple(AGENTS),
        district=district,
        district_names=tuple(DISTRICTS),
        district_centres=centres,
        phi=phi,
        topic_names=tuple(TOPIC_WORDS),
        theta=theta,
        expected_theta=expected,
        topics=topics,
        place_effect=place_effect,
        trend=trend,
        niche=niche,
    )


def make_topics():
    """Return the vocabulary (V,) and φ (K, V): the r-th word of a topic weighs 1/(r+2).

    A share of each topic's words are words of every listing. Some words belong to two
    topics: "park", "pier", "studio".
    """
    common = COMMON_WORDS.split()
    own = [words.split() for words in TOPIC_WORDS.values()]
    vocabulary = np.array(sorted({*common, *(w for row in own for w in row)}), object)
    index = {word: w for w, word in enumerate(vocabulary)}
    phi = np.zeros((len(own), len(vocabulary)))
    for k, row in enumerate(own):
        for words, share in ((row, 1 - COMMON_SHARE), (common, COMMON_SHARE)):
            weight = 1 / np.arange(2, len(words) + 2)
            np.add.at(phi[k], [index[w] for w in words], share * weight / weight.sum())
    return vocabulary, phi


def _effects(rows):
    """Dicts of topic -> log weight as an array: (rows, K)."""
    return np.array([[row.get(name, 0.0) for name in TOPIC_WORDS] for row in rows])


def _shares(sizes):
    sizes = np.array(list(sizes), dtype=float)
    return sizes / sizes.sum()


def _softmax(weight):
    e = np.exp(weight - weight.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _draw(rng, p, n):
    """Draw n times from the probabilities p: (n,) int64."""
    return np.searchsorted(p.cumsum()[:-1], rng.random(n), side="right")


def _words(rng, cumulative, z):
    """Draw a word from each topic of z; cumulative: (K, V), φ summed along words."""
    return (cumulative[z, :-1] <= rng.random(len(z))[:, None]).sum(axis=1)


def _count(words, V):
    from scipy.sparse import coo_matrix

    rows = np.repeat(np.arange(len(words)), [len(w) for w in words])
    ones = np.ones(len(rows), dtype=np.int64)
    counts = coo_matrix((ones, (rows, np.concatenate(words))), (len(words), V)).tocsr()
    counts.sum_duplicates()
    return counts

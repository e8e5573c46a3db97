"""All rows, in the order of the days."""

from . import beta, day1, day2, day3, day5, gauss, images, topics, units

DAYS = {
    "Day 1: clusters": day1.CLAIMS,
    "Day 2: topics": day2.CLAIMS + topics.CLAIMS,
    "Day 3: representations": day3.CLAIMS + units.CLAIMS,
    "Day 4: autoencoders": images.CLAIMS + beta.CLAIMS + gauss.CLAIMS,
    "Day 5: uses of a VAE": day5.CLAIMS,
}
CLAIMS = [claim for rows in DAYS.values() for claim in rows]

"""Draw the README's picture: what the 2-D VAE of ``make demo`` decodes.

Run it as::

    .venv/bin/python tools/readme_picture.py
"""

from pathlib import Path

from minivae import plot
from minivae.autoencoders import VAE
from minivae.data import load_mnist


def main():
    """Train as the demo does, and write docs/pictures/manifold.png."""
    data = load_mnist(source="bundled")
    vae = VAE(hidden=(400, 100), latent_dim=2, epochs=40, batch_size=64, random_state=0)
    vae.fit(data.x_train)
    path = Path(__file__).parents[1] / "docs" / "pictures" / "manifold.png"
    plot.manifold(vae.decode, n=14, image_shape=data.image_shape).save(path)
    print(path)


if __name__ == "__main__":
    main()

"""q(z|x) as numbers: what those who use a VAE's codes ask it for."""


def posterior(vae, X, who):
    """Return μ and log σ² of q(z|x) for each row of X: two (N, K).

    Raises
    ------
    ValueError
        If the model has no ``encode`` that gives such a pair; else what it raises.
    """
    encoded = vae.encode(X) if hasattr(vae, "encode") else None
    if not isinstance(encoded, list | tuple) or len(encoded) != 2:
        raise ValueError(
            f"{who} expected a VAE, whose encode gives mu and log sigma², got "
            f"{type(vae).__name__}"
        )
    return encoded

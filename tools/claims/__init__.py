"""The ledger: what the source slides state, and what we measure. See docs/claims.md."""

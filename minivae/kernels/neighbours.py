"""Exact nearest neighbours: a cheap bound on each distance, then the distance itself.

The caller gives, for a block of queries, the inner products of short codes. With the
squares s of the codes, s_i + s_j - 2 p_i·p_j is at most the squared distance of i and
j; so a point whose bound is above the distance of k points that are known is none of
the k nearest, and its distance is never computed.
"""

import numpy as np

from ._jit import jit

CHUNK = 64  # features between two looks at whether the sum is too large already


@jit
def squared_distance(x, y, limit):
    """Σ_d (x_d - y_d)², or any larger number than limit if that is what it exceeds."""
    total = x.dtype.type(0)
    for start in range(0, len(x), CHUNK):
        part = x.dtype.type(0)
        for d in range(start, min(start + CHUNK, len(x))):
            difference = x[d] - y[d]
            part += difference * difference
        total += part
        if total > limit:
            break
    return total


@jit
def insert(value, j, values, places):
    """Put value into the sorted row ``values``, behind its equals; the last goes."""
    t = len(values) - 1
    while t > 0 and values[t - 1] > value:
        values[t], places[t] = values[t - 1], places[t - 1]
        t -= 1
    values[t], places[t] = value, j


@jit
def search(queries, points, products, query_squares, squares, first, indices, nearest):
    """Fill in each query's k nearest points: indices, and squared distances, (m, k).

    Of equally near points the first ones count. queries: (m, D); points: (n, D);
    products: (m, n), p_i·p_j; query_squares: (m,), squares: (n,), of the codes, both
    lowered by what rounding may do; first: the place of the first query among the
    points, none of which is its own neighbour, or -1 if the queries are other points.
    """
    k = indices.shape[1]
    largest = points.dtype.type(np.inf)
    bounds = np.empty(k, products.dtype)
    two = products.dtype.type(2)
    for i in range(len(queries)):
        own = first + i if first >= 0 else -1
        row, places, values = products[i], indices[i], nearest[i]
        bounds[:] = np.inf
        places[:] = -1
        for j in range(len(points)):  # the k smallest bounds
            bound = squares[j] - two * row[j]  # the query's square is left out
            if bound < bounds[k - 1] and j != own:
                insert(bound, j, bounds, places)
        limit = points.dtype.type(0)  # k points are as near as this, or nearer
        for t in range(k):
            distance = squared_distance(queries[i], points[places[t]], largest)
            limit = max(limit, distance)
        values[:] = np.inf
        found = 0
        for j in range(len(points)):
            bound = query_squares[i] + squares[j] - two * row[j]
            if bound <= limit and j != own:
                distance = squared_distance(queries[i], points[j], limit)
                # Among equals the first k are those that the limit lets in first.
                if distance < values[k - 1] and distance <= limit:
                    insert(distance, j, values, places)
                    found += 1
                    if found >= k:
                        limit = values[k - 1]

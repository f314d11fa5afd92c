"""Which detection belongs to which track: the cheapest pairing, exactly.

Pairs nobody else wants are taken at once; only what is disputed goes through the
Hungarian method with shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987).
"""

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]
Pairs = list[tuple[int, int]]

FAR = 1e6
"""What a forbidden pair costs: more than any sum of allowed ones."""


def assign(costs: Costs, limit: float) -> Pairs:
    """Rows and columns of the pairing with most pairs below `limit`, then least cost.

    `costs` is (rows, columns). Pairs that cost `limit` or more are never made.
    """
    if not costs.size:
        return []
    allowed = costs < limit
    rows, columns = np.nonzero(allowed)
    alone = (allowed.sum(1)[rows] == 1) & (allowed.sum(0)[columns] == 1)
    pairs = list(zip(rows[alone].tolist(), columns[alone].tolist(), strict=True))
    if not alone.all():
        left_rows = np.unique(rows[~alone])
        left_columns = np.unique(columns[~alone])
        grid = np.ix_(left_rows, left_columns)
        disputed = np.where(allowed[grid], costs[grid], FAR)
        pairs += [
            (int(left_rows[row]), int(left_columns[column]))
            for row, column in _hungarian(disputed)
            if disputed[row, column] < FAR
        ]
    return pairs


def _hungarian(costs: Costs) -> Pairs:
    """The cheapest pairing of all rows or all columns, whichever are fewer."""
    if costs.shape[0] > costs.shape[1]:
        return [(row, column) for column, row in _hungarian(costs.T)]
    rows, columns = costs.shape
    row_price = np.zeros(rows)
    column_price = np.zeros(columns)
    owner = np.full(columns, -1)
    for row in range(rows):
        _augment(costs, row, owner, row_price, column_price)
    return [(int(owner[c]), c) for c in range(columns) if owner[c] >= 0]


def _augment(
    costs: Costs,
    row: int,
    owner: NDArray[np.int64],
    row_price: Costs,
    column_price: Costs,
) -> None:
    """Give one more row a column along the shortest alternating path."""
    columns = costs.shape[1]
    distance = np.full(columns, np.inf)
    before = np.full(columns, -1)
    done = np.zeros(columns, bool)
    path_rows = [row]
    reached, here, last = 0.0, row, -1
    while True:
        through = reached + costs[here] - row_price[here] - column_price
        shorter = ~done & (through < distance)
        distance[shorter] = through[shorter]
        before[shorter] = last
        open_distance = np.where(done, np.inf, distance)
        last = int(open_distance.argmin())
        reached = float(open_distance[last])
        done[last] = True
        if owner[last] < 0:
            break
        here = int(owner[last])
        path_rows.append(here)
    held = done & (owner >= 0)
    row_price[owner[held]] += reached - distance[held]
    row_price[row] += reached
    column_price[done] -= reached - distance[done]
    while last >= 0:
        previous = int(before[last])
        owner[last] = owner[previous] if previous >= 0 else row
        last = previous

# Acts, guards, states, limits and refusals of the law table.

# The command line.

# `init`, `ca create`, `calendar publish`, `catalog check`, and the socket.
init-ready = { $place } is ready: `lianban run --dir { $dir }`
ca-created = authority made in { $dir }; keep authority.key where nobody else reads it
calendar-published = The calendar is published
calendar-same = The list says the same as the one in force.
calendar-would-change = Nothing is published yet. With --checked-by, { $count } days change:
calendar-day = { $date }: { $before } -> { $after }
departments-faulty = the list of departments is faulty
socket-not-a-command = not a command: { $why }

# What takes long at a terminal.
progress-checking-journal = checking the journal: { $n } %
progress-indexing-feeds = indexing the feeds: { $n } %
progress-opening-rows = opening the rows: { $n } %
progress-rows = records read: { $n }
progress-replayed = journal entries replayed: { $n }

# `case assign`.
assigned-not = { $number } not assigned: { $why }
assigned-count = { $count } case(s) of { $from } to { $to }

# `case why`.
why-calendar = calendar { $x }
why-no-limit = no limit has begun yet
why-counted-from = counted from { $from }, when { $since }
why-recounts = counted again
why-light-green = ● in time
why-light-yellow = ▲ near its end
why-light-red = ■ late
why-light-paused = ◇ stands still

# `catalog rounds`, one table for both languages.
rounds-reported = as reported, and as counted from its figures
rounds-own = counted from this catalog
rounds-working-days = working days
rounds-minutes = minutes
rounds-days = days
rounds-lawful = lawful

# `papers`.
papers-back-head = This machine was put back to older data; these papers were not on it then and came back from other nodes. Look after each, then say so with `lianban papers checked`, or in the console under "Refused and in conflict"
papers-back-none = No paper that came back is to be checked
papers-back-count = Papers { $count }, with a number given twice { $twice }
papers-back-more = and { $more } more
papers-back-checked = Checked
papers-back-left = Still to be checked: { $left }
papers-back-twice = given twice, also on { $other }

# `quarantine`.
quarantine-none = No change is set aside
quarantine-when = when
quarantine-line = line
quarantine-place = place in its feed
quarantine-bytes = bytes
quarantine-reason = reason
quarantine-above = above
quarantine-below = below { $link }

# `status`.
status-not-running = The node is not running; this is what lies in its directory
status-node = { $name } ({ $tier }, { $place })
status-now = { $at } · version { $version }
status-cases = Cases { $cases } · drafts { $drafts } · acts { $acts }
status-lights = Lights: overdue { $red } · warning { $yellow } · on time { $green } · paused { $paused }
status-no-catalog = The catalog has not arrived: connect this node to the tier above once
status-catalog = Items { $items } · joint approvals { $bundles }
status-calendar = Days off: list { $version }, announced until { $last }
status-calendar-missing = Days off: list { $version } ends on { $last } and the next year's list is missing; dates beyond are provisional. Publish it as soon as it is announced: lianban calendar publish
status-numbers = Numbers left for receipts and papers: { $left }
status-aside = Changes set aside: { $aside }; they changed nothing, `lianban quarantine` says why
status-parked = Changes that wait for one that is not here yet: { $waiting }; they are taken in when it comes
status-nowhere = A change of record { $record } builds on one that no place has which could have it: ask the tier above, or restore the place that lost it from its backup
status-none-aside = No change is set aside, none waits for another
status-journal = Journal { $size }
status-torn = At the start { $torn } bytes that were not written to the end were cut off the journal; what was confirmed is safe
status-rebuilt = At the start the index was made anew from the journal; nothing is lost ({ $why })
status-papers-alone = These papers alone: `lianban papers back`
status-link-above = Above, { $name }: { $what }
status-link-below = Below, { $name }: { $what }
status-link-name = { $name } ({ $place })
status-link-since = { $state } since { $at }
status-online = online
status-offline = offline
status-all-sent-up = everything has been sent
status-all-sent-down = nothing waits to be sent
status-waiting-up = waiting to be sent: { $waiting }
status-waiting-down = waiting to be sent: { $waiting }
status-loading = the first load is under way
status-data-up-to = data up to { $at }
status-differs-up = records that differ from the place above and could not be corrected: { $differs }, tell the administrator
status-differs-down = records that differ from the place below and could not be corrected: { $differs }, tell the administrator
status-same = the last comparison found no difference
status-not-compared = not compared yet since it is up

# `demo`: the played day.
demo-setting-up = setting up: a province, a city, two counties, three townships, four villages
demo-keys = passwords, keys and certificates
demo-folder = folder { $x }
demo-ends = Ctrl-C ends it
demo-catalog = 1. the city publishes the catalog; it reaches every node
demo-catalog-at = { $name }: { $items } items, { $bundles } bundles
demo-catalog-village = the village shows its own { $shown } lines only
demo-offline = 2. a village without a line files three cases
demo-offline-receipt = receipt { $number } for { $item }
demo-offline-killed = kill -9, and started again
demo-offline-there = all three are there: kept on this node
demo-offline-back = a line is back -> { $reach }
demo-reach-township = at the township
demo-reach-county = at the county
demo-reach-city = at the city
demo-decided = 3. accepted in the township, decided in the county, the fee to the fen
demo-decided-instant = BM-010, an instant item: accepted, granted, delivered
demo-decided-allowance = BM-001: the township looks into it, the county's department reviews and grants
demo-decided-wrong-fee = { $money }: { $why }
demo-decided-fee = BM-019: 20.00 yuan, granted, delivered
demo-linked = 4. PB-XA-2T, a parallel approval linked across county and city
demo-linked-apart = the line between them is cut: { $county } steps at the county, { $city } at the city, no approval; the line comes back
demo-linked-reviewed = eight branches reviewed, each at its own node; now the approvals together
demo-linked-delivered = { $acts } acts, one delivery
demo-rivals = 5. cut off from each other, village and township change one field of a draft
demo-rivals-both = { $name } sees both: { $values }
demo-rivals-chosen = the agent chose one; both places agree
demo-rivals-cut-off = a county is cut off: it asks for a correction in time, the city cannot know and takes over
demo-rivals-deemed = the city takes over and writes the deemed acceptance; the line comes back
demo-rivals-frozen = { $name }: { $acts } rival acts, frozen
demo-rivals-settled = the chief representative settles it: the correction stands
demo-lights = 6. one case is left alone: yellow, then red
demo-lights-yellow = yellow: in the township, the county, the city and the province
demo-lights-red = red: in the township, the county, the city and the province
demo-province = 7. the city's line to the province is cut for a while; the province catches up
demo-province-rows = { $rows } rows at the province, equal to the city's, none lost or doubled

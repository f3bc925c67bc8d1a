# What a desk or a room says of a case.

# Why a node did not do something, by the reason of the engine.
refused-law = { $x }
refused-fields = { $count } field(s) must be corrected
refused-not-ready = the catalog has not arrived at this node: connect it to the tier above once
refused-no-person = there is no user { $user } at this node
refused-no-item = { $code }: no such item in the catalog; `lianban catalog list` shows what may be filed
refused-no-case = there is no { $name } here; `lianban case list` shows what is
refused-ambiguous = { $name } is the beginning of several records: write more of it
refused-trouble = could not be written: { $x }
refused-not-acting-for = this node does not act for { $place }
refused-not-root = only the root node publishes catalog and directory
refused-not-calendar-publisher = only an administrator at the root node publishes calendars
refused-calendar-unchecked = a list of days off is published by one person and checked by another, of the legal office: name who checked it
refused-calendar-faults = the list of days cannot be right: { $faults }
calendar-worked-by-law = { $date } ({ $name }) is a day off by law and is worked in the list
calendar-implausible = { $year } has { $net } working days fewer than it has weekdays, which no list ever had
calendar-gone = { $year } was announced and is missing
refused-draft-filed = the draft has been filed and cannot be changed
refused-not-a-desk = only windows and agents may file
refused-numbers-used-up = this node's block of numbers is used up: ask the tier above for a new one; what is kept is safe, and what has a number can be printed again
refused-number-from-block = the number of a paper comes from this node's block: print it with `case print`
refused-read-only = this case holds acts of a kind this version does not know: it is read-only here until the program is brought up to date
refused-no-paper = there is no paper { $given }; there are: { $papers }
refused-newer-edition = { $paper } was printed by a newer program, whose wording is not here: update this node first
refused-name-a-branch = in a joint case this paper ({ $paper }) is a branch's: name one of { $codes }
refused-not-done = { $paper }: what it says has not been done in this case
refused-paper-elsewhere = { $paper }: it is printed where it was done, at { $place }
refused-paper-elsewhere-proxy = { $paper }: it is printed where it was done, at { $place }; an agent's desk hands out its receipt and nothing of the authority's
refused-not-another-agent = { $to } is not another agent of this place and cannot take the cases of { $from }
refused-no-reason = say why the cases get another agent
refused-not-returned = no such act came back to this node
refused-not-to-be-checked = no such paper is to be checked at this node
refused-several-papers = { $name } names { $count } papers: write one of these instead
refused-may-not-check = { $user } has no post here that looks after papers that came back: it takes somebody who works on cases, or an administrator
refused-already-checked = paper { $number } was checked already, by { $user } on { $at }
refused-no-paper-to-check = no paper { $name } is to be checked here; `lianban papers back` lists all that are
refused-edited-elsewhere = the catalog is edited at the city that publishes it
refused-not-legal = only the legal office reviews drafts
refused-not-administrator = only administrators edit and publish the catalog
refused-own-draft = whoever wrote a draft cannot review it
refused-draft-in-review = the draft is with the legal office: it can be changed once it is returned
refused-no-draft = this cannot be done now: there is no draft
refused-wrong-state = this cannot be done now: { $state }
refused-draft-outdated = another version was published since the draft was begun: discard it and begin anew
refused-draft-unchanged = the draft says what is published already

# What is wrong with one field.
fault-empty = must be filled in
fault-unknown = no such field
fault-too-long = longer than { $n } bytes
fault-id-kind = no such kind of document: { $n }
fault-document = not a valid number of this document: { $n }
fault-resident-id = not a valid resident id number (GB 11643): { $n }
fault-social-credit = not a valid unified social credit code (GB 32100): { $n }
fault-quantity = must be a whole number from 1 to 1000000
fault-copies = copies must be a whole number
fault-material-missing = { $name }: missing, { $copies } needed
fault-material-extra = { $name }: is not asked for and must not be taken
fault-material-too-few = { $name }: { $have } handed in, { $need } needed
fault-rivals = two places wrote different values: choose one
fault-code-fixed = the code cannot be changed
fault-code = a code is of letters, digits and hyphens
fault-no-opinion = write the opinion
fault-opinion-too-long = the opinion is too long
fault-item-too-long = the item is too long
fault-json = line { $line }, column { $column }: { $x }
fault-flaw = { $x }
fault-flaw-elsewhere = { $code }: { $x }
fault-in-force-too-early = a new version is in force from today, { $today }, or later
fault-paper-back = { $number } { $paper }, { $case } { $name }

# What a reader of JSON says; its English words are looked for and replaced by the Chinese ones.
json-unknown-key = unknown key
json-unknown-value = unknown value
json-did-you-mean = did you mean
json-known-are = known are
json-missing-field = missing field
json-duplicate-field = duplicate field
json-invalid-type = invalid type
json-invalid-value = invalid value
json-expected = expected
json-trailing = trailing characters
json-unfinished = EOF while parsing

# Where a draft of an item stands.
edit-state-none = no draft
edit-state-draft = being written
edit-state-review = with the legal office
edit-state-returned = returned by the legal office
edit-state-approved = approved, to be published
edit-state-published = published
edit-state-discarded = given up

# A bundle in the list of what may be filed.
line-bundle = joint approval
line-bundle-days = { $days } working days

# The documents by which an applicant is known.
id-kind-resident-id = Resident identity card
id-kind-social-credit = Unified social credit code
id-kind-passport = Passport
id-kind-hk-macao-permit = Mainland travel permit for Hong Kong and Macao residents
id-kind-taiwan-permit = Mainland travel permit for Taiwan residents
id-kind-hmt-residence = Residence permit for Hong Kong, Macao and Taiwan residents
id-kind-foreign-permanent = Foreign permanent resident identity card
id-kind-other = Another lawful document

# What the catalog says of an item besides form, materials and steps.
element-special-most = { $name }, at most { $days }, not counted; { $basis }

# How a limit runs.
due-stopped = Special procedure: { $cause } (notice { $notice }), the clock stands still since { $from }, { $planned } planned

# What is not done and why, said by the desk itself.
no-such-case = there is no such case here
no-such-act = there is no such act
reveal-not-yours = your post may not see the whole of it
reveal-no-reason = say why you need to see it
sent-refused = Not done: { $why }. The case has not changed.
sent-changed = Something has come in since you opened the page, so it was not done. Look at the case as it is now and do it again; what you typed is still there.
sent-done = { $act }: done and kept on this node
sent-amount = Give an amount such as 20.00
sent-correct-these = Not done; the case has not changed. Please correct these.
sent-settled-already = this has been settled already
sent-choose-side = Choose the side that stands
sent-say-why = Say why
print-refused = Not printed: { $why }. The case has not changed.
tray-over = This has been dealt with, or is not settled here
edit-no-such-step = there is no such step
edit-no-code = this is no code
edit-not-saved = { $count } field(s) must be corrected; nothing was saved
form-not-filed = It cannot be filed yet: { $count } field(s) must be corrected. What you typed is kept.
form-fault = { $label }: { $message }

# Roles.
role-agent = Agent
role-window = Window
role-handler = Handler
role-reviewer = Reviewer
role-approver = Approver
role-lead = Lead
role-administrator = Administrator
role-supervisor = Supervisor
role-complaints = Complaints
role-control-room = Control room
role-legal = Legal office
role-node = Node

# Where a case stands.
phase-received = Received, on its way to the authority
phase-intake = Received, to be accepted
phase-correcting = Waiting for papers
phase-accept = To be accepted
phase-handle = Accepted, being handled
phase-review = Accepted, to be reviewed
phase-approve = Accepted, to be decided
phase-conclude = Decided, to be concluded
phase-concluded = Concluded, to be delivered
phase-suspended = In a special procedure
phase-delivered = Delivered
phase-archived = Archived
phase-refused = Not accepted
phase-not-needed = Not for this authority
phase-lapsed = Lapsed: papers never came
phase-withdrawn = Withdrawn
phase-terminated = Ended
phase-revoked = Licence revoked
phase-retracted = Licence taken back
phase-cancelled = Licence cancelled
phase-contested = Contested, to be settled

# What is done, and what is to be done, where the law's word for the act is too wide.
done-handle = Handled
done-review = Reviewed
done-unknown = An act this version does not know
to-do-handle = Handle
to-do-review = Review
to-do-came-back = Look at what came back
together-visit = Joint site visit
together-review = Joint review
together-approval = Collective approval

# How far a record has come.
reached-here = Kept on this node
reached-province = At the province
reached-city = At the city
reached-county = At the county
reached-township = At the township
reached-village = At the village

# Rules of supervision.
rule-case-limit = Case limit
rule-step-limit = Step limit
rule-legal-limit = Legal limit
rule-intake-limit = Answer to an application
rule-lower-review-limit = Review by the tier below
rule-delivery-limit = Delivery
rule-hearing-limit = Holding of a hearing
rule-promise-check = Check of a promise
rule-suspension = Special procedure
rule-fee = Fee
rule-step-order = Order of steps
rule-materials = Materials
rule-clock = Unlawful clock
rule-rating = Ratings

# Fields of a form.
label-name = Applicant's name
label-id-number = Id number or social credit code
label-phone = Telephone
label-representative = Legal representative
label-incomplete = Papers are missing
label-address = Address
label-id-kind = Kind of document
label-entrustment = Number of the entrustment
label-quantity = Quantity
label-note = Remarks

# Times, numbers and names.
short-time = { $month }-{ $day } { $minute }
names-more = { $names } and { $count } more
numbers-low = { $left } numbers for receipts and papers are left: ask the tier above for a new block. Without one nothing new can be received or printed; what is kept is safe.

# The left and the late of a limit.
due-late = { $late } late, was due by { $by }
due-left = { $left } left, by { $by }
due-provisional = { $by } (provisional)
due-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
due-paused-papers = Paused: waiting for papers
due-paused-special = Paused: special procedure
due-closed-late = Concluded late, { $at } (limit { $due })
due-closed-in-time = Concluded in time, { $at } (limit { $due })
due-for-papers = A correction notice was given on { $at }; the clock stands still since and starts anew on the day the papers are complete. Missing ({ $count }): { $missing }
due-for-procedures = { $stops }. The limit does not run meanwhile.
due-counted-from = Counted from { $from }, when { $since }
bucket-late = Past the limit
bucket-today = Due today
bucket-one = 1 working day
bucket-few = 2-3 working days
bucket-many = 4+ working days
bucket-paused = Paused

# Papers that came back to a place whose machine was put back.
back-paper = { $title }, { $applicant }
back-number-twice = Number given twice: { $title }
back-other = The other: { $name }, { $applicant }
back-twice = This machine was put back to older data and, not knowing that this number was used, put it on another case. Both are kept and both go on. Tell the two apart by the applicant or by the square code, and let both people know.
back-once = This machine was put back to older data and did not know of this paper, which it had handed out. Another node has sent it back; nothing is lost. Compare it with what is on file, and see that nothing was done twice.

# Acts that came back.
returned-known = Got it
returned-invalid = This was against the rules: it is kept and does not count. Reason: { $x }. Look at the case; if it is still to be done, correct it and do it again.
returned-late = When this came, others already relied on a different act of another place, so it does not count. It is kept; there is nothing to do again. Talk to that place if you do not agree.
returned-displaced = What this relies on does not count, so it does not count either. It is kept and counts by itself once that does; otherwise do what the case waits for now.
returned-void = This contradicted an act of another place and was settled against. It is kept; go on as the settlement in the case says.

# What went wrong between places.
tray-use = Use “{ $value }”
tray-draft = Draft: { $name }, { $label }
tray-draft-two = Two places wrote different things at the same time. Both are kept; choose one.
tray-choose-side = Places that did not know of each other did different things. All are kept, none counts; choose a side.
tray-in-conflict = Your act contradicts one of another place. It is kept; it counts once the tier above has settled it. There is nothing to do again.
tray-aside = A change from { $from } was set aside
tray-aside-why = Reason: { $why }. It is kept as it came ({ $bytes } bytes) and changed nothing; check with { $from }.
left-reason = the agent before holds no post at this place any more

# A case in full.
case-read-only = This case holds acts of a kind this version does not know: it is read-only here until the program is brought up to date.
case-left = { $who } of { $by } moved this case to { $to } on { $at }: { $reason }. What is kept here is how it stood then; ask there how it goes on.
case-alike = The same applicant already has this item under way: { $case }
case-desk = desk
case-desk-lane = Desk
case-custody-returned = Back with the applicant
case-copies = { $n ->
    [one] { $n } copy
   *[other] { $n } copies
}
lane-denied = Concluded, denied
lane-granted = Concluded, granted
outcome-granted = Granted
outcome-with-phase = { $phase } · { $outcome }
outcome-denied = Denied
outcome-partly = Granted in part
done-granted = Decided: granted
done-denied = Decided: denied
offer-grant = { $what }: grant
offer-deny = { $what }: deny
lane-concluded = Concluded
lane-waiting = Waiting before: { $x }
lane-now = Now: { $x }
note-contested = contradicts an act of another place: counts for nothing until it is settled
note-late = others already relied on a rival act when it came: it does not count. It is kept and need not be typed again; where the later steps are wrong, the owner of the open step returns them
note-void = set aside by a settlement, whose row has the reason. It is kept; where the step is still open it can be done anew
note-displaced = it relies on an act that does not count yet. It need not be typed again: once that act stands, so does this one; where that act is set aside, it is done anew after what stands
note-invalid = against the rules: kept, not counted ({ $x })
note-unjudged = a version it cites has not arrived here
note-unknown = bring this node's program up to date
note-said-and-why = { $said }. { $why }
contested-about = Places that did not know of each other did different things at the same point. All are kept, none counts; the chief representative or the lead at { $by } settles it.
finding-case-late = the promised limit has passed
finding-limit-missed = { $limit } was missed
finding-suspension-over = the special procedure of notice { $notice } lasts longer than the notice told; the limit runs again
finding-case-near = the promised limit is near
finding-step-late = step late: { $step }
finding-step-near = step near its limit: { $step }
finding-act = { $act }: { $why }
finding-of = { $about } ({ $owner })
room-title = { $name }: supervision room

# What may be done to a case.
offer-take = Given to this place and to be confirmed: { $papers }
offer-hand = This place holds: { $papers }
offer-press = Goes into the record; the case itself does not move
offer-now = Now: { $now }
offer-version = Catalog version
offer-version-receipt = The version of the receipt
offer-version-today = The version in force today
offer-fee = Due: { $money }
offer-opinion = Goes into the record; every later step sees it
offer-correct = One a line, all at once
offer-correct-lacking = Missing at receipt, and to be named: { $missing }. Once, everything; one a line.
offer-resubmit = One a line. Missing ({ $count }): { $missing }
offer-refuse = Give the basis; where another authority is competent, say which
offer-hearing = Such as 2026-12-01 09:00; told 7 working days before, held within 20 of the request
offer-side = { $place }: { $acts }
offer-stand = Whose acts stand
offer-reason = Why
danger-refuse = This ends the case. The applicant must be given the decision; it cannot be taken back.
danger-grant = This grants what was applied for: { $paper } is issued, and the applicant may rely on it.
danger-deny = This denies what was applied for: { $paper } is issued with its ground, and the applicant may have it reviewed or go to court.
danger-deny-later = This denies the request. The decision with its ground must be given to the applicant, who may have it reviewed.
danger-not-needed = This ends the case. The applicant must be given the notice at once, and be told where to go.
danger-correct = A correction may be asked for once: what is written is all of it, and nothing more may be asked for later. The clock stands still from now on.
danger-accept-lacking = The case is accepted without these papers, which must follow within the term of the notice: { $papers }.
danger-supply = All papers that were to follow are in hand: { $papers }.
danger-suspend = The clock stands still from the notice on; the applicant must be given it.
danger-extend = The limit may be extended once only, and the applicant must be told the reasons in writing.
danger-end = This ends the case; it cannot be taken up again.
danger-regrant = Places that are taken out no longer have the case; what the home and those above it have not done passes to those of their tier at the new home.
danger-revoke = The licence ends; its holder must be given the decision.
danger-take-over = This place accepts the case from now on; { $from } no longer may.
danger-settle = The side you chose stands, the others do not; all of them stay on record.

# Items and forms.
item-kind-joint = Joint
item-kind-at-once = At once
item-kind-promised = Within a promised limit
item-limit-joint = Promised limit of the whole
item-limit-serial = Lawful limits one after another
item-limit-lawful = Lawful limit
item-material-form = { $form } × { $copies }
item-material-if-any = where applicable
item-unit = case
item-fee-per = { $money } per { $unit }
form-id-kind = Empty = an identity card, or an organisation's social credit code
form-id-number = 18 characters, may be scanned; for organisations the social credit code
form-entrustment = Number of the entrustment that the applicant signed
form-materials = Papers handed in
form-incomplete = Whoever brings incomplete papers gets a receipt all the same: the authority then tells within five working days what is missing.
form-incomplete-yes = receive them all the same
form-needed = Needed: { $form }; write how many were handed in
form-other = Other
form-quantity = { $money } per { $unit }; 1 if left empty
element-reduction = { $share } off; basis: { $basis }
element-status = Status
element-status-delegated = { $status } to the { $tier }
element-status-not-in-force = { $status }, but not in force today
element-proxy = How to apply
element-proxy-none = in person; no proxy
element-proxy-entrusted = by proxy; the village receives for the authority and the clock starts there
element-proxy-for-applicant = by proxy; the village acts for the applicant, and the clock starts when the authority receives
element-output = What you get
element-output-valid = { $output }, valid { $months } months; ask for renewal 30 days before
element-output-kind = { $name } ({ $kind })
element-effective-from = In force from
element-effective-until = Until
element-effective-until-day = no longer from { $until }
element-fee-basis = Basis of the fee
element-special = Special procedure
element-lower-review = Review below
element-lower-review-by = by the { $tier }, within 20 working days of its acceptance
element-lapse = Not corrected
element-lapse-within = not corrected within { $days }, it counts as withdrawn
element-ask = Questions
element-complain = Complaints
element-disclosure = Disclosure of the result
element-disclosure-public = public; { $basis }
element-disclosure-parties = told to the parties only; { $basis }

# Drafts of items.
edit-next-none = to change the item, an administrator writes below and saves a draft
edit-next-draft = free of faults, an administrator sends it to the legal office
edit-next-review = waits for the legal office; whoever wrote it cannot review it
edit-next-returned = to be changed as the opinion says, saved and sent again: { $opinion }
edit-next-approved = an administrator publishes it; receipts cite it from the day it is in force
edit-step-save = saved
edit-step-send = sent to the legal office
edit-step-approve = approved
edit-step-return = returned
edit-step-publish = published
edit-step-discard = given up
edit-hint-json = JSON, one entry a line
edit-hint-words = separated by commas
edit-hint-date = such as 2027-01-01
edit-wrong-empty = it must be filled in
edit-wrong-number = a whole number is needed
edit-wrong-date = a date such as 2027-01-01 is needed
edit-wrong-choice = choose one
edit-none = none
edit-proxy-for-applicant = the village acts for the applicant; the clock starts when the authority receives
edit-proxy-entrusted = the village receives for the authority; the clock starts there
edit-group-approval = approval
edit-group-convenience = convenience
edit-kind-licence = licence ({ $x })
edit-kind-confirmation = confirmation ({ $x })
edit-kind-benefit = benefit ({ $x })
edit-kind-levy = levy ({ $x })
edit-kind-other-power = other power ({ $x })
edit-kind-public-service = public service ({ $x })
edit-name = Name
edit-name-en = Name in English
edit-pinyin = Pinyin of the name (only where the table of readings is wrong)
edit-kind = Kind
edit-group = Group
edit-delegated-to = Delegated to
edit-until = No longer in force from
edit-legal-basis = Legal basis
edit-department = Responsible department (code)
edit-handled-tier = Tier that decides
edit-alt-handling = Other places that decide
edit-filing-tiers = Tiers where it is filed
edit-lower-review = Reviewed first by
edit-proxy-allowed = May be filed by proxy
edit-proxy-mode = Mode of proxy
edit-legal-days = Lawful limit (working days)
edit-instant = Done at once
edit-promised-days = Promised limit (working days)
edit-promised-minutes = Promised limit (working minutes)
edit-promise-label = The promise as printed
edit-steps = Steps (at most 8)
edit-materials = Materials
edit-fee = Fee (standard, basis, reductions)
edit-preconditions = Preconditions (codes)
edit-output = Output
edit-specials = Special procedures
edit-lapse-days = Lapses without correction after (working days)
edit-ask = Where to ask
edit-complain = Where to complain
edit-result-public = The result is public
edit-disclosure-basis = Basis of the disclosure

# The law as a table, and the states of a case as a picture.
law-stays = stays
law-regime = The law of: { $x }
law-line = { $act }: { $states } -> { $to }
law-line-by = by: { $whose } ({ $roles })
law-line-guard = condition, or why it is refused: { $x }
law-line-paper = paper: { $x }
law-line-basis = basis: { $x }
law-legend = { "." } both count   X contested   = they say the same   < that of the row stands   > that of the column stands
law-columns = Columns in the order of the rows. Exceptions:
law-exception = { $one } / { $other }: { $why }
law-diagram = The states of a case: { $x }
law-diagram-possible = possible in this state
law-diagram-leads = leads to this state
law-diagram-several = a stage of several steps: stays in it or goes on
law-diagram-stay = Acts that leave the state as it is: { $acts }

# What a desk or a room says of a case.

# Why a node did not do something, by the reason of the engine.
refused-law = { $x }
refused-fields = { $count } field(s) must be put right
refused-not-ready = the catalog has not arrived at this node: connect it to the tier above once
refused-no-person = there is no user { $user } at this node
refused-no-item = { $code }: no such item in the catalog; `lianban catalog list` shows what may be filed
refused-no-case = there is no { $name } here; `lianban case list` shows what is
refused-ambiguous = { $name } is the beginning of several records: write more of it
refused-trouble = could not be written: { $x }
refused-not-acting-for = this node does not act for { $place }
refused-not-root = only the root node publishes catalog and directory
refused-not-calendar-publisher = only an administrator at the root node publishes calendars
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

# Words of the pages. Each key stands in both languages; the tests compare them.
# `{ $n }` is a number, `{ $x }` a text of the node's.

product = Lianban
brand-mark = L
lang-zh = 中文
lang-en = English
list-comma = { ", " }
list-semicolon = { "; " }
list-dot = { " · " }
yes = Yes
no = No
yuan = yuan
money = { $x } yuan
skip = Skip to content
switches = Display
big = Larger type
big-off = Normal type
log-out = Log out
tasks = Tasks
help = Help
demo = Training node: nothing done here counts.
demo-paper = Training paper · not valid

tier-province = Province
tier-city = City
tier-county = County
tier-township = Township
tier-village = Village

line-on = Online · connected to { $x }
line-off = Offline · no line to { $x }; go on working, everything is sent when the line is back
line-top = Nothing stands above this node
line-waiting = { $n ->
    [one] { $n } record waits to be sent
   *[other] { $n } records wait to be sent
}
line-differs = { $n ->
    [one] One record differs from the place above and could not be corrected: tell the administrator
   *[other] { $n } records differ from the place above and could not be corrected: tell the administrator
}
line-nothing-waiting = Everything has been sent
as-of = { $x }, data up to
as-of-here = Data up to
never = no data yet
online = Online
offline = Offline
waiting-n = { $n } waiting
foot-node = Node { $x }
foot-version = Version { $x }

light-green = On time
light-yellow = Warning
light-red = Overdue
light-paused = Paused
light-unknown = No data yet

standing-stands = Valid
standing-contested = Contested, to be settled
standing-late = Late, another was relied on
standing-void = Void
standing-waiting = Not judged yet, a reference is missing
standing-invalid = Invalid, kept but not counted

step-done = Done
step-now = Now
step-waiting = Waiting
step-coming = To come
step-skipped = Not needed

mark-plain = In turn
mark-refused = Refused
mark-conflict = Conflict
mark-back = Came back

task-desk = To do
task-items = Services
task-window = Window queue
task-room = Control room
task-room-table = Tables
task-find = Find
task-tray = Refused and in conflict
to-desk = To my desk

login-title = Log in
login-lead = { $x } · Government services
login-user = User name
login-password = Password
login-button = Log in
login-offline = You can log in and work without a network. If you forgot your password, ask the administrator of this centre.
login-error-title = You are not logged in
login-wrong = The user name or the password is wrong. Please try again
login-held = Too many wrong tries. Try again after { $x }, or ask the administrator of this centre

errors-title = There is a problem
error = Error:
optional = (optional)
empty-value = Not given
two-values = Two values
two-values-hint = Two people filled in this field at the same time. Both values are kept; please choose one.
change = Change
search = Search
csv = Download (CSV)
pages = Pages
page-before = Previous
page-after = Next
page-n = Page { $n }
crumbs = You are here

reach = How far it has come
reach-not-yet = (not yet)
by-node = By the system
see-paper = See the paper
no-number = No number yet

col-number = Number
col-item = Service
col-applicant = Applicant
col-state = State
col-due = Due
col-reach = Reached
col-step = Step
col-owner = Done by
col-limit = Limit
col-place = Place
col-tier = Level
col-open = Open (cases)
col-remaining = Time left
col-light = Light
col-rule = Rule
col-since = Since
col-department = Department
col-on-time = On time (%)
col-usual = Usual time
col-line = Line
col-waiting = Waiting (records)
col-city = City
col-rows = Rows
col-version = Version

desk-title = To do
desk-order = Refused and contested first, then by due time.
desk-empty = Nothing to do. What comes in appears here by itself.
desk-none-found = Nothing to do matches “{ $x }”. Use Find to look through all cases.
desk-search = Search what is to do
desk-drafts = Drafts not filed
desk-left = Cases whose agent is no longer here
desk-left-hint = The directory has no such agent at this place any more. Take all of them over to go on with them; drafts belong to the place anyway.
desk-left-take = Take all of them over
desk-filed = Filed lately
draft-conflicts = { $n ->
    [one] { $n } field with two values
   *[other] { $n } fields with two values
}
saved-at = Saved { $x }
auto-saved-at = Saved by itself { $x }
tray-waits = { $n ->
    [one] { $n } refused or contested matter waits for you
   *[other] { $n } refused or contested matters wait for you
}
window-title = Window queue
window-all = All posts
window-roles = By post

find-title = Find a case
find-label = Number, name, or last four digits of the id number
find-hint = Part of a number is enough
find-narrowed = Only:
find-place = division { $x }
find-group = room figure { $x }
find-widen = Show all
find-none = Nothing found. Check the number; what was just filed elsewhere may not have reached this node yet.
find-total = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}

items-title = Services offered here
items-search = Name or code of the service
items-hint = A part is enough, in Chinese, English or pinyin (shipin), or the initials (spjyxk)
items-empty = No services are offered here yet. The catalog comes from above and appears by itself.
items-none-found = No service is found by “{ $x }”.
items-all = Show all services
item-limit = Promised: { $x }
item-fee-is = Fee: { $x }
item-version = Catalog version { $x }
item-begin = Begin
item-not-here = Your post cannot file this service here.
item-limits = Limits and fee
item-fee = Fee
item-materials = Materials needed
item-materials-hint = These and nothing more may be asked for.
item-no-materials = No materials are needed.
item-steps = Steps
item-basis = Legal basis
item-reductions = Reductions of the fee
item-reductions-hint = These and no others may be granted.
item-flow = Flow chart: who does what, by when
item-elements = Further particulars

draft-check = Check answers
draft-save = Save
draft-not-saved = Not saved yet
draft-auto-failed = Not saved by itself. What you typed is still on the page; please press Save.
draft-auto-outside = Your session has ended, so nothing was saved by itself. What you typed is still on the page: log in on another page, then press Save.
check-title = Check before filing
check-consequence = Once filed it is a case with a number, and a receipt can be printed. You can file without a line: it is kept here and sent when the line is back.
check-back = Back to the form
file = File now

case-acts = What you can do
case-settle-first = Some decisions contradict each other; please settle that first.
case-nothing-to-do = Nothing waits for you here. It is now with: { $x }
case-papers = Papers
case-contested = Contested, to be settled
case-findings = Findings
case-besides = May be done besides
case-derivation = How the due date was counted
limit-ended = done on { $x }
case-joints = Done jointly
joint-signed = signed
joint-unsigned = not signed yet
case-recounts = Counted again
case-calendar = Counted on the calendar { $x }
case-progress = Progress
case-form = The application
case-place = Filed at
case-owner = Now with
case-trail = What was done
case-fingerprint = Fingerprint { $x }
print-paper = Print the paper
paper-printed-at = printed { $x }
paper-times = { $n } prints
paper-unprinted = not printed
paper-print = Print
paper-print-again = Print again
paper-preview = A preview, not printed yet: it has neither number nor code and may not be handed out. Printing gives it a number and goes into the record.
paper-copy = For reading only: without a code, and not to be handed out.
case-custody = Originals
custody-since = since { $x }
custody-offered = given to { $x }, not confirmed yet
back-to-case = To the case

confirm-title = Please confirm: { $x }
confirm-back = No, go back

reveal = Show in full
reveal-reason = Reason
reveal-hint = Who looked, when and why is recorded.
reveal-button = Show
reveal-reason-missing = Please give a reason
reveal-noted = This look has been recorded. Close the page when you are done.

tray-lead = Matters on which two places do not agree. Nothing is lost; each waits for a person to decide.
tray-empty = Nothing refused, nothing in conflict.
tray-settle = Deal with it
tray-look = Look

receipt-kept = Kept on this node · number { $x }
receipt-print = Print: { $x }
receipt-print-hint = Use the print function of your browser (Ctrl+P).
receipt-next = File another
sheet-n = No.
sheet-square = Square code, can be verified without a line
sheet-to-after = :
sheet-short-code = Short code
sheet-seal = (special seal)
paper-verify = Verify the code on this paper
paper-text = The text that the code vouches for

## Verifying a paper
verify-title = Verify a paper
verify-lead = Scan the square code of a paper into the field below to learn who issued it and whether it was changed. This works without a network.
verify-code = Content of the code
verify-hint = It begins with LB2. Point a scanner at the square code.
verify-button = Verify
verify-genuine = Genuine
verify-unknown = Cannot be judged
verify-forged = Not genuine
verify-unreadable = Cannot be read
verify-held-title = Try again later
verify-held = Too many wrong tries. Try again after { $x }
verify-limits = The code proves who issued which paper, with its number and date. Compare number and date with the paper in your hand; where they differ, the paper may have been changed: ask the unit that issued it.

room-places = Places
room-today = Today
room-intake = taken in (cases)
room-done = concluded (cases)
room-counting = Findings, ranking and step times are being counted: { $n } of { $of } cases
room-month = { $n } this month
room-intake-today = { $n } taken in today
room-done-today = { $n } concluded today
room-remaining = Open cases by time left
room-findings = Findings
room-no-findings = No findings.
room-ranking = Departments, on time
room-slowest = Slowest steps
room-links = Lines
room-cities = Reports by city

notice-missing-title = There is no such page
notice-missing-text = The address may be wrong, the matter may not have reached this node yet, or it is not for your post. Start again from your desk or from Find.
notice-forbidden-title = This page is not for your post
notice-forbidden-text = If your work needs it, ask the administrator of this centre to change your post.
notice-forged-title = Nothing was sent
notice-forged-text = The form did not come from a current page of this system, or the page was open for too long. Nothing has changed. Go back, reload the page and try again.
notice-too-big-title = Too much text
notice-too-big-text = The text is too long for one form and was not kept. Shorten it and try again.
notice-unreadable-title = The form could not be read
notice-unreadable-text = Nothing has changed. Go back, reload the page and try again.
notice-starting-title = The node has just started
notice-starting-text = It is reading what it holds; nothing is missing. New cases can be taken in already, drafts and cases opened by their link, and receipts printed. Desk, search and steps follow by themselves in a moment.
notice-broken-title = Something broke
notice-broken-text = It is not known whether this step was done. Look at what was done first, and do it again only if it is not there. If this happens again, tell the administrator the node's number.
notice-log-in-title = Log in first
notice-log-in-text = Your session has ended, or you have not logged in.
notice-refused-title = It was not done

help-line-title = When there is no line
help-line = Go on working. Everything is kept here first and sent upwards level by level when the line is back; nothing has to be typed again. The dots say how far it has come. A line being down turns no case red.
help-lights-title = What the lights mean
help-light-green = Within its limit.
help-light-yellow = Due soon; do it first.
help-light-red = Past its limit, or something must be corrected.
help-light-paused = The clock stands still by law; the reason and the date are given.
help-light-unknown = The data of that level has not arrived; this says nothing about the case.
help-papers-title = Receipts and notices of acceptance
help-papers = A receipt is given when papers are taken in. A notice of acceptance is given only by the department that may accept; the limit runs from that day. Neither stands for the other.
help-tray-title = Refused and in conflict
help-tray = What a higher level did not accept, and what two people filled in differently, lies there with both sides shown, for you to choose.
law-title = The rules a case goes by
law-lead = This node judges every act by the rules below. The program itself reads these tables, and they are the same at every place.
law-states-title = The states of a case
law-acts-title = What may be done
law-regimes = Kinds of power
law-act = Act
law-states = In which states
law-whose = By whom
law-guards = Refused when
law-to = Leads to
law-paper = Paper: { $x }
law-basis = Basis
law-rivals-title = When two places act at the same time
law-rivals = Without a line, two places act and do not know of each other. When the line is back this table decides: the row is what one place did, the column what the other did; columns have the numbers of the rows.
law-exceptions = Exceptions and their reasons
help-law = In which state, by whom and by which rule each step is done, and what counts when two places act at once
help-keys-title = Keyboard
help-keys = Tab goes to the next field, Space selects, Enter presses a button. After a scan the next field is reached; nothing is sent by mistake.
help-call-title = When you call for help
help-call = Say the node's number first: { $x }

task-catalog = Catalog editing
catalog-lead = Draft, review by the legal office, publication. Until it is published nothing changes; accepted cases keep the version they were accepted under.
catalog-code = Code of the item
catalog-code-hint = Such as BM-019; a new code for a new item.
catalog-open = Open
catalog-drafts = Drafts
catalog-no-drafts = There is no draft yet. Write the code of an item above to begin one.
catalog-editors = Written by
catalog-yours = Waits for you
catalog-edit = Edit this item
catalog-flaws = To be corrected before review
catalog-changed = What differs from the published version
catalog-element = Element
catalog-was = Published
catalog-is = Draft
catalog-review = Review by the legal office
catalog-opinion = Opinion
catalog-opinion-hint = Needed to approve and to return; it stays on record.
catalog-approve = Approve
catalog-return = Return
catalog-publish = Publish to all tiers
catalog-send = Send to the legal office
catalog-discard = Give up the draft
catalog-elements = Elements of the item
catalog-save = Save the draft
catalog-trail = Record
catalog-no-trail = Nothing is on record.
catalog-when = When
catalog-what = Step
catalog-who = By

# What a printed paper says under its seal.

paper-mark-preview = Not printed
paper-mark-again = Printed again
paper-mark-for-reading = For reading only
paper-applicant = Applicant
paper-address = Address
paper-representative = Legal representative
paper-id-number = Id number
paper-item = Item
paper-case-number = Case number
paper-mode = How received
paper-mode-window = At the authority's window
paper-mode-entrusted = Received for the authority
paper-mode-for-applicant = Filed for the applicant
paper-received = Received
paper-promised = Promised limit
paper-fee = Fee
paper-no-fee = No fee
paper-newer-edition = This paper was printed by a newer program. Its wording is not here, so this shows the wording of this node, for reading only. Update this node to print it again.

# Dates, money and limits.
paper-day = { $year }-{ $month }-{ $day }
paper-time = { $date } { $minute }
paper-money = { $yuan } yuan
paper-at-once = at once
paper-minutes = { $minutes } minutes
paper-half-days = { $days } working days
paper-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}

# What all papers begin with.
paper-opening = Your application for { $item } of { $on }

# The receipt.
paper-receipt-intro = The papers listed have been received. This is not a notice of acceptance: the authority decides on acceptance and will say so separately.
paper-receipt-lacking = Missing when they were received: { $papers }.
paper-receipt-limit-for-applicant = This desk hands the papers in for the applicant; the limit runs from the day the authority has them.
paper-receipt-limit = The limit runs from the day of receipt, as the law counts it.
paper-silence = Whatever is missing is told once and in full, on the spot or within { $n } working days; if it is not, the application counts as accepted from the day the papers were received.
paper-silence-item = Whatever is missing is told once and in full, on the spot or within { $n } working days.

# What is missing.
paper-correct-intro = { $opening }: the papers are incomplete or not in the lawful form. Under article 32(1)(4) of the Administrative Licensing Law you are told once of everything that is missing, { $count } in all:
paper-correct-intro-item = { $opening }: the papers are incomplete or not in the form required. You are told once of everything that is missing, { $count } in all:
paper-correct-all = This is all that is missing; nothing more will be asked for. The limit runs from the day the papers are complete.
paper-correct-lapse = Hand them in by { $until } at the latest ({ $days } working days from this notice); otherwise the case ends, as the rule of this item says.
paper-correct-open = The rule of this item sets no last day, and the case does not end by waiting. Until the papers are complete it is not accepted and no limit runs.

# Acceptance, and what is not accepted.
paper-accept-deemed = { $opening }: nothing was asked for within five working days of receipt. Under article 32(1)(4) of the Administrative Licensing Law it counts as accepted (deemed accepted) from the day the papers were received, { $from }.
paper-accept-intro = { $opening } is within the powers of { $authority }, and its papers are complete and in the lawful form. Under article 32(1)(5) of the Administrative Licensing Law it is accepted.
paper-accept-intro-item = { $opening } is within the powers of { $authority }, and its papers are complete and in the form required by { $law }. It is accepted.
paper-this-authority = this authority
paper-accept-limits = Promised: { $promised-days } from { $from }, that day not counted, to be decided by { $promised }. By law: { $legal-days } from the day of acceptance, { $accepted }, ending on { $legal }.
paper-provisional = { $date } (provisional until the State Council's list of days off is there)
paper-silence-remedies = If nothing is decided within the legal limit, you may apply to { $reviewer } for administrative reconsideration within sixty days of its end, which comes first (article 23(1)(3) of the Administrative Reconsideration Law); against its decision you may go to the people's court within fifteen days of receiving it, or of the end of the term in which it was due.
paper-accept-special = Time needed for a hearing, tender, auction, inspection, test, quarantine, appraisal or expert review is not counted and will be told in writing.
paper-lacking-intro = { $opening } is accepted although papers are missing that may follow.
paper-lacking-papers = To be handed in: { $papers }.
paper-lacking-until = They are to be here by { $until }. Nothing is granted before they are; if they do not come in time the case may be ended.
paper-promise-intro = { $opening }: the terms below were told in writing.
paper-promise-consequence = The applicant promises that they are met. The authority decides on the promise and checks it afterwards; if it is not so, the decision is revoked and the breach is put on record.
paper-promise-signed = Signed: { $text }
paper-inspect-intro = { $opening }: the facts were checked on the spot.
paper-inspect-by = By { $officers }, on { $at }.
paper-inspect-found = What was found: { $text }
paper-notice-text = { $text }
paper-notice-shown = Made public at { $venue } from { $from } until { $until }.
paper-notice-objections = Whoever objects may say so to the unit below before it ends, in writing or in person.
paper-accept-special-item = Time needed for procedures that the law demands is not counted and will be told in writing.
paper-not-needed-intro = { $opening }: no licence is needed for it. Under article 32(1)(1) of the Administrative Licensing Law you are told so at once; it is not accepted.
paper-not-needed-intro-item = { $opening }: by law it need not be applied for. You are told so at once; it is not accepted.
paper-not-needed-reasons = In words: { $text }
paper-refuse-intro = { $opening } is not accepted.
paper-refuse-reasons = In words, and where to apply: { $text }
paper-ground = Ground: { $cause } ({ $basis }).
paper-law-licensing = { $articles } of the Administrative Licensing Law
paper-law-none = the rules in force
paper-article = article { $n }
paper-article-paragraph = {" "}paragraph { $n }
paper-article-item = {" "}item { $n }

# More time, and time that does not count.
paper-extend-intro = { $opening } cannot be decided within the limit. With the approval of the head of this authority (no. { $approval }), the limit is extended by { $days } working days under article 42 of the Administrative Licensing Law.
paper-extend-intro-item = { $opening } cannot be decided within the limit. With approval (no. { $approval }), the limit is extended by { $days } working days under { $law }.
paper-extend-intro-joint = { $opening } cannot be decided within the limit. With the approval of the head of the government of this level (no. { $approval }), the limit is extended by { $days } working days under article 42 of the Administrative Licensing Law.
paper-extend-reasons = Reasons: { $text }
paper-extend-due = The legal limit now ends on { $on }.
paper-extend-open = A special procedure is running; the extended limit is counted on when it is over.
paper-special-intro = { $opening }: { $cause } is needed (a special procedure). It takes { $days } working days from { $from }.
paper-special-time = Under article 45 of the Administrative Licensing Law this time is not counted into the limit, which runs on when the procedure is over or the time told here has passed, whichever is first. More time is told in writing.
paper-special-time-item = This time is not counted into the limit, which runs on when the procedure is over or the time told here has passed, whichever is first. More time is told in writing.

# Hearings, and the right to speak.
paper-hearing-right-intro = { $opening }: this authority is about to decide as follows.
paper-intended-reasons = What is to be decided, and why: { $text }
paper-hearing-terms = Under article 47 of the Administrative Licensing Law the applicant and others concerned have the right to a hearing. It is to be asked for within { $n } working days of this notice; the hearing is held within twenty working days. Who does not ask in time gives the right up.
paper-hearing-terms-until = Under article 47 of the Administrative Licensing Law the applicant and others concerned have the right to a hearing. It is to be asked for within { $n } working days of this notice (by { $until }); the hearing is held within twenty working days. Who does not ask in time gives the right up.
paper-hearing-free = The hearing is free of charge for the applicant and others concerned.
paper-hearing-notice-intro = { $opening }: as was asked for, a hearing is held under article 48 of the Administrative Licensing Law.
paper-hearing-notice-on = 1. When: { $on }
paper-hearing-notice-venue = 2. Where: { $venue }
paper-hearing-notice-host = 3. Host: { $host }, who does not review the application
paper-hearing-notice-rights = The hearing is public unless secrets or privacy are touched. You may object to a host who has an interest in the matter, bring evidence and answer that of others. A record is kept, and the decision rests on it.
paper-hearing-record-held = When: { $on }. Where: { $venue }. Host: { $host }.
paper-hearing-record-about = About: { $text }
paper-hearing-record-said = Record: { $text }
paper-hearing-record-signed = Signed by: { $text }
paper-hearing-record-end = Those heard have read the record, found it right and signed it. The decision rests on it, by article 48 of the Administrative Licensing Law.
paper-statement-intro = { $opening } may directly touch important interests of others.
paper-statement-rights = Under article 36 of the Administrative Licensing Law the applicant and others concerned have the right to state their case; do so before the decision is made. They are heard, and it is not held against them.

# The decision, and how a case ends.
paper-decided-on-record = It rests on the record of the hearing of { $held }.
paper-approved-by = Approved by: { $name }
paper-grant-intro = { $opening } meets the conditions and standards of the law. Under article 38(1) of the Administrative Licensing Law the licence is granted.
paper-grant-intro-item = { $opening } meets the conditions. Under { $law } it is granted.
paper-grant-intro-benefit = { $opening } meets the conditions. Under { $law } the benefit is granted.
paper-grant-intro-confirmation = { $opening } meets the conditions. Under { $law } it is confirmed.
paper-grant-intro-filing = { $opening } is complete and in the form required. Under { $law } it is filed.
paper-grant-what = What is granted: { $name }; you receive: { $output }.
paper-grant-what-item = What is granted: { $name }. Result: { $output }.
paper-grant-valid-until = Valid from the day of the decision until { $until }. A renewal is to be asked for thirty days before.
paper-grant-valid = Valid without end.
paper-grant-reasons = Reasons: { $text }
paper-grant-handed-over = By article 44 of the Administrative Licensing Law it is handed to you within ten working days of the decision.
paper-grant-handed-over-item = The desk where you applied hands it to you.
paper-deny-intro = { $opening } does not meet the conditions and standards of the law. Under article 38(2) of the Administrative Licensing Law the licence is denied.
paper-deny-intro-item = { $opening } does not meet the conditions. Under { $law } it is not granted.
paper-deny-intro-benefit = { $opening } does not meet the conditions. Under { $law } the benefit is not granted.
paper-deny-intro-confirmation = { $opening } does not meet the conditions. Under { $law } it is not confirmed.
paper-deny-intro-filing = { $opening } does not meet the conditions. Under { $law } it is not filed.
paper-deny-reasons = Reasons: { $text }
paper-result-intro = { $opening } is concluded. The result:
paper-result-done = { $name }: concluded. Result: { $output }
paper-withdraw-intro = { $opening } is withdrawn at your request. Nothing had been decided; the case ends.
paper-withdraw-said = In words: { $text }
paper-withdraw-again = Originals go back to you. You may apply again at any time.
paper-terminate-lapsed = { $opening }: you were told on { $asked } of everything that was missing, and it did not come in time. By the rule of this item the case ends.
paper-terminate-again = You may apply again with complete papers.
paper-terminate-intro = { $opening } can go no further by law; the case ends.
paper-basis-and-reasons = In words: { $text }

# What becomes of a licence later.
paper-output = { $output } (no. { $number })
paper-change-intro = Your request to change { $output } meets the conditions; under article 49 of the Administrative Licensing Law it is changed.
paper-change-intro-item = Your request to change { $output } meets the conditions; under { $law } it is changed.
paper-change-office = In the public interest your { $output } is changed. Damage to your property is compensated as the law provides.
paper-deny-change-intro = Your request to change { $output } is denied.
paper-deny-renewal-intro = Your request to renew { $output } is denied.
paper-refund = What you paid, { $paid } (voucher { $voucher }), is given back in full. Voucher of the refund: { $refund }.
paper-change-said = What changes: { $text }
paper-renew-deemed = You asked in time for { $output } to be renewed and it was not decided before it ran out. Under article 50(2) of the Administrative Licensing Law it counts as renewed.
paper-renew-intro = Your request to renew { $output } is granted under article 50 of the Administrative Licensing Law.
paper-renew-intro-item = Your request to renew { $output } is granted under { $law }.
paper-renew-until = It is now valid until { $until }.
paper-renew-reasons = Reasons: { $text }
paper-revoke-intro = Your { $output } is revoked.
paper-revoke-damages = Damage to your lawful rights is made good as the law provides.
paper-revoke-fraud = Benefits got by it are not protected.
paper-retract-intro = In the public interest your { $output } is taken back.
paper-retract-compensation = Damage to your property is compensated as the law provides.
paper-cancel-intro = Your { $output } is struck off from the day of this decision.

# How a decision is had reviewed.
paper-remedies = You may apply to { $reviewer } for administrative reconsideration within sixty days of receiving this, or go to { $court } within six months, as the law provides.
paper-reviewer-above = the department above
paper-reviewer-government = the people's government of { $place }
paper-reviewer-either = { $government } or the justice department above
paper-court-basic = the people's court of { $place }
paper-court-middle = the intermediate people's court of { $place }
paper-court-competent = the basic people's court that has jurisdiction

# Delivery, hand-overs, agents.
paper-delivery-said = Recipient: { $recipient }. Delivered: { $how }, on { $at }, by { $by }.
paper-custody = The originals listed were handed over and checked by both sides. What is not confirmed yet stays with whoever gave it.
paper-entrust-intro = { $applicant } entrusts { $agent } to apply for { $item }, under article 29(2) of the Administrative Licensing Law. Number of the entrustment: { $number }.
paper-entrust-intro-item = { $applicant } entrusts { $agent } to apply for { $item }. Number of the entrustment: { $number }.
paper-entrust-powers = The agent may hand in papers, receive papers and certificates, and ask how far it is; not where the law wants the applicant in person.
paper-entrust-free = The agent takes no fee. Fees due by law are the principal's; the agent only passes them on.

# Lists.
paper-table-material = Material
paper-table-copies = Copies
paper-table-copies-of = { $copies } copies
paper-table-originals = Originals handed over
paper-table-original = Original
paper-table-given-by = Given by
paper-table-held-by = Held by
paper-table-applicant = the applicant
paper-table-offered = { $holder } (given to { $to }, to be confirmed)
paper-table-delivered = Papers delivered
paper-table-paper = Paper
paper-table-number = Number

# Strips to be filled in by hand; no seal covers them.
paper-strip-signatures = Signatures
paper-strip-given-by = Given by
paper-strip-taken-by = Taken by
paper-strip-handed-at = When
paper-strip-principal = Principal
paper-strip-agent = Agent
paper-strip-date = Date
paper-strip-host = Host
paper-strip-recorder = Recorded by
paper-strip-applicant = Applicant
paper-strip-concerned = Others concerned
paper-strip-signed-for = Signed for
paper-strip-recipient-signs = Recipient's signature
paper-strip-signed-at = When
paper-strip-taken-by-another = Taken by another, and why
paper-strip-delivered-by = Delivered by
paper-strip-witness = Witness
paper-strip-not-taken = Why it was not taken
paper-strip-receipt = Delivery receipt
paper-strip-recipient = Recipient
paper-strip-how = How
paper-strip-when = When
paper-strip-signer = Signed for by

# What is said of the code on a paper.
seal-word-genuine = genuine
seal-word-not-genuine = not genuine
seal-word-unknown = cannot be judged
seal-word-unreadable = cannot be read
seal-genuine = issued by { $names }; the code was not changed
seal-genuine-same-text = issued by { $names }; the code was not changed, and the text is the one it was issued with
seal-other-text = { $names } issued the code, with another text than this one
seal-unknown = the directory used has no key of the node that issued it ({ $node })
seal-forged = the signature does not fit; the node named did not issue it, or it was changed
seal-fault-too-long = too long for the code of a paper
seal-fault-form = not the code of a paper of this form
seal-fault-text = misread or cut off
seal-fault-damaged = damaged
seal-fault-suite = signed with an unknown algorithm
seal-paper = Paper
seal-number = Number
seal-date = Date
seal-issuer = Issued by
seal-issuer-at = { $name } ({ $place })
seal-node = Node
seal-names-more = { $names } and { $count } more
seal-unknown-paper = a paper that this version does not know ({ $paper })

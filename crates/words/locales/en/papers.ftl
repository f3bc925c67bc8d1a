# What a printed paper says under its seal.

paper-mark-preview = Not printed
paper-mark-again = Printed again
paper-mark-for-reading = For reading only
paper-applicant = Applicant
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

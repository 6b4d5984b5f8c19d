### English. Plain words, short sentences; what to do rather than what went wrong inside.

## Every page
skip-to-content = Skip to content
nav-label = Main
nav-today = Today
nav-certificates = Certificates
nav-upload = Upload
nav-customers = Customers
nav-audit = Audit
nav-settings = Settings
menu-label = Menu of { $name }
language = Language
theme = Theme
theme-auto = Auto
theme-light = Light
theme-dark = Dark
sign-out = Sign out
footer-times = Times are in { $zone }.
footer-product = Credenza · free software, AGPL-3.0-or-later
crumbs-label = You are in
pager-label = Pages
next-page = Next page
first-page = First page
search = Search
results = Results
filters-label = Search and filter
apply = Apply
clear-filters = Clear filters
any = Any
choose = Not given
optional = optional
from = From
to = To
save = Save
edit = Edit
cancel = Cancel
show = Show
copy = Copy
retry = Try again
download = Download
form-errors =
    { $count ->
        [one] One field needs another look.
       *[other] { $count } fields need another look.
    }

## Time
month =
    { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
date =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year }
date-long =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
date-time = { $date }, { $time }
date-range = { $from } to { $to }
range-from = from { $date }
range-to = until { $date }
ends = ends { $left }
left-days =
    { $days ->
        [0] today
        [1] tomorrow
       *[other] in { $days } days
    }
left-months =
    { $months ->
        [one] in { $months } month
       *[other] in { $months } months
    }
left-years =
    { $years ->
        [one] in { $years } year
       *[other] in { $years } years
    }
expired-days =
    { $days ->
        [0] expired today
        [1] expired yesterday
       *[other] expired { $days } days ago
    }
expired-months =
    { $months ->
        [one] expired { $months } month ago
       *[other] expired { $months } months ago
    }
expired-years =
    { $years ->
        [one] expired { $years } year ago
       *[other] expired { $years } years ago
    }
ago-now = just now
ago-minutes =
    { $minutes ->
        [one] { $minutes } minute ago
       *[other] { $minutes } minutes ago
    }
ago-hours =
    { $hours ->
        [one] { $hours } hour ago
       *[other] { $hours } hours ago
    }
ago-days =
    { $days ->
        [one] yesterday
       *[other] { $days } days ago
    }

## Where a certificate stands
status-expired = Expired
status-within_7 = Up to 7 days
status-within_30 = 8 to 30 days
status-within_60 = 31 to 60 days
status-later = Later
status-not_yet_valid = Not yet valid
status-awaiting_certificate = Key only
status-superseded = Replaced

## Sign-in and set-up
sign-in = Sign in
email = E-mail
password = Password
show-password = Show password
sign-in-note = Every sign-in is recorded in your organization’s audit log.
sign-in-first = You are not signed in any more, or not yet. Sign in to go on where you were.
sign-in-failed = E-mail or password is wrong. Check both and try again.
setup-title = Set up Credenza
setup-text = You are the first here. Name your organization and make yourself its administrator.
setup-noscript = This page needs JavaScript once: the set-up link carries its token in a part of the address that only a script can read. Or create the organization on the server with “credenza admin create-org”.
setup-no-token = The address has no set-up token. Open the whole link that the server printed, including what follows “#”.
setup-submit = Create organization
organization-name = Organization name
your-name = Your name
password-hint = At least { $least } characters. Length is what counts: four or five unrelated words are strong and easy to remember. Spaces and any letters are fine, and no special characters are needed.
password-again = Password again

## Today
dashboard-summary =
    { $certificates ->
        [one] { $certificates } certificate
       *[other] { $certificates } certificates
    } of { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }
dashboard-tiles = Certificates by time left
dashboard-empty-title = Nothing in custody yet
dashboard-empty-text = Upload your customers’ certificates, and this page will tell you every morning which ones need you.
dashboard-empty-sealed = Each file is sealed with a key of its own.
dashboard-empty-watched = Every expiry is watched, from 60 days ahead.
dashboard-empty-recorded = Whoever opens one is on record.
upload-first = Upload the first files
urgent-title = What to do today
urgent-all = All certificates
urgent-none = Nothing is urgent: no certificate ends within 30 days.
advice-expired = No longer accepted: ask for the new file
advice-renew = Renew while they can still sign their own renewal
advice-upload-certificate = Keys without their certificate: upload it
chart-title = What expires when
chart-period = Period
chart-months = Months
chart-weeks = Weeks
chart-empty = Nothing expires in this period.
chart-as-table = Show as a table
chart-when = When
chart-number = How many
chart-column =
    { $range }: { $count ->
        [one] one thing ends
       *[other] { $count } things end
    }

## Certificates
upload-files = Upload files
certificates-search = Name, tax id, customer …
certificates-caption = Certificates
certificates-count =
    { $count ->
        [0] No certificates
        [one] { $count } certificate
       *[other] { $count } certificates
    }
certificates-shown =
    { $count ->
        [one] { $count } certificate on this page
       *[other] { $count } certificates on this page
    }
certificates-none-title = Nothing matches
certificates-none-text = No certificate fits these filters. Loosen one, or clear them all.
column-status = Status
column-holder = Holder
column-customer = Customer
column-country = Country
column-kind = Kind
column-expires = Expires
no-customer = No customer yet
no-private-key = without private key
not-known-yet = not known yet
reveal-password = Reveal password
revealed-title = Password
hide-now = Hide now
acts-noscript = Downloading, revealing the password and deleting ask for your password again, and need JavaScript for that. The API can do them too.
superseded-text = A newer certificate has taken the place of this one.
superseded-link = Open the newer one
waiting-text = This is a private key without its certificate. It is sealed, and joins its certificate as soon as that arrives.
waiting-link = Upload the certificate
validity = Validity
valid-from = Valid from
valid-until = Valid until
facts-title = Read from the file
holder = Holder
tax-id = Tax id
issuer = Issuer
subject = Subject
serial = Serial number
key-algorithm = Key
usages = May be used for
private-key = Private key
private-key-present = In custody
private-key-absent = Not in custody
fingerprint = SHA-256 fingerprint
copy-tax-id = Copy tax id
tax-id-unusual = The check digit of this { $id } is unusual: { $expected } was expected. Please compare it with the tax card.
copy-serial = Copy serial number
copy-fingerprint = Copy fingerprint
history = History
history-all = In the audit log
history-none = Nothing is recorded yet.
custody = In custody
download-file = Download { $file }
custody-note = Sealed. Opening any of these takes your password and leaves an entry in the audit log.
notes-title = Your notes
label = Name for this certificate
label-hint = Shown instead of the holder’s name. Leave it empty to show the holder.
delete-title = Delete
delete-certificate = Delete certificate
delete-certificate-text = Destroys the keys that can open it. Nobody can bring it back. Its history stays in the audit log.
object-certificate-file = Certificate
object-private-key-file = Private key
object-password = Password

## Kinds
kind-mx-efirma = e.firma
kind-mx-csd = CSD (invoice seal)
kind-es-person = Person
kind-es-fnmt-person = Person (FNMT)
kind-es-representative = Representative
kind-es-employee = Employee
kind-es-public_employee = Public employee
kind-es-website = Website
kind-es-seal = Organization’s seal
kind-br-e-cnpj = e-CNPJ
kind-br-e-cpf = e-CPF
kind-co-company = Company
kind-co-person = Person
kind-ar-company = Company
kind-ar-person = Person
kind-it-organization = Organization
kind-it-person = Person
kind-in-organization = Organization
kind-in-person = Person
kind-eidas = European certificate
kind-ca = Authority’s certificate
kind-x509 = Certificate
kind-certificate = Certificate
kind-certificate_chain = Certificate with its chain
kind-private_key = Private key
kind-pair = Certificate and key
kind-pem_bundle = PEM bundle
kind-pkcs12 = PKCS#12

## Usages
usage-digitalSignature = signing
usage-nonRepudiation = binding signatures
usage-keyEncipherment = encrypting keys
usage-dataEncipherment = encrypting data
usage-keyAgreement = agreeing on keys
usage-keyCertSign = issuing certificates
usage-cRLSign = signing revocation lists
usage-clientAuth = proving identity online
usage-serverAuth = identifying a server
usage-emailProtection = signing and encrypting e-mail
usage-codeSigning = signing software
usage-timeStamping = time stamps
usage-OCSPSigning = answering for revocation
usage-encipherOnly = encrypting only
usage-decipherOnly = decrypting only
usage-anyExtendedKeyUsage = anything

## Countries
country-MX = Mexico
country-ES = Spain
country-BR = Brazil
country-CO = Colombia
country-AR = Argentina
country-IT = Italy
country-IN = India
tax-id-name-MX = RFC
tax-id-name-ES = NIF, NIE, CIF
tax-id-name-BR = CNPJ, CPF
tax-id-name-CO = NIT
tax-id-name-AR = CUIT, CUIL
tax-id-name-IT = codice fiscale, partita IVA
tax-id-name-IN = PAN

## Upload
upload-title = Upload
upload-text = Drop everything you have: Credenza reads each file, finds out what it is, and joins what belongs together.
upload-customer = Whose are they?
upload-customer-none = Find out from the file
upload-customer-hint = Left open, a file goes to the customer with the same tax id, if there is one.
upload-drop = Drop files here, or
upload-choose = Choose files
upload-hint = .p12 .pfx .cer .crt .key .pem, up to 1 MiB each, several at once
upload-password = Password of the file, if it has one
upload-submit = Upload
upload-results = Files
upload-see-list = See all certificates
upload-see-today = Back to today
upload-unlock = Unlock
upload-password-all = Try it on the other files that ask for one
upload-open = Open
upload-kinds-title = What you can upload
upload-kind-p12 = Certificate and key in one file, with its password. Spanish certificates come this way.
upload-kind-pair = An e.firma or CSD: two files. Drop both, together or one after the other; they find each other by their key.
upload-kind-pem = One or more certificates, with or without their key.

## Customers
customers-search = Name or tax id …
customers-count =
    { $count ->
        [0] No customers
        [one] { $count } customer
       *[other] { $count } customers
    }
customers-shown =
    { $count ->
        [one] { $count } customer on this page
       *[other] { $count } customers on this page
    }
customers-empty-title = No customers yet
customers-empty-text = A customer is whoever’s certificates you keep. Make one before you upload: files then go to the customer with their tax id.
customers-none-title = Nobody matches
customers-none-text = No customer has these words in the name or tax id.
customer-new = New customer
customer-edit = Edit customer
customer-name = Name
customer-next-expiry = Next expiry
customer-nothing = no certificates
customer-in-list = Open in the list
customer-no-certificates = Nothing in custody for this customer yet.
customer-notes = Notes
customer-notes-none = No notes.
customer-notes-hint = For your team only. Never write passwords here: upload them with the file, where they are sealed.
tax-id-hint = Spaces, dots and hyphens do not matter.
delete-customer = Delete customer
delete-customer-text =
    { $count ->
        [0] Removes the customer. The history stays in the audit log.
        [one] A customer with a certificate cannot be deleted. Delete or reassign it first.
       *[other] A customer with certificates cannot be deleted. Delete or reassign all { $count } first.
    }
error-required = Fill this in.
error-name_length = Give a name of 1 to 200 characters.
error-notes_length = Notes may have at most 4,000 characters.
error-name_control = Write a name without control characters.
error-notes_control = Write notes without control characters.
error-country_required = Choose the country that issued the tax id.
error-taken = Another customer has this tax id.
error-password-long = Use at most { $most } characters.
error-passwords-differ = The two passwords are not the same.
error-password-short = Use at least { $least } characters.
error-password-common = This is among the first passwords that are guessed. Choose a sentence of your own.
error-password-personal = This is little more than your name or address. Choose something else.
error-password-same = Choose another password than the present one.
error-current-password = This is not your present password.
error-reset-token = This link is used up, over or was replaced.
error-email = This is not an e-mail address.
error-time-zone = There is no such time zone. Choose one from the list.
error-country = Choose a country.
error-setup-token = This set-up link is not valid any more. Restart the server for a new one, if there is no organization yet.
error-tax_id-empty = Fill in the tax id, or leave it out.
error-tax_id-too_long = This is longer than any tax id.
error-tax_id-control = This has characters that cannot be printed. Type it again.
error-tax_id-structure = This is not a valid { $id }. Compare it with the tax card.
error-tax_id-date = This is not a valid { $id }: the digits that should be a date are not one.
error-tax_id-check_digit = The check digit of this { $id } should be { $expected }. Look for a mistyped character.
error-tax_id-never_issued = This { $id } is never issued. Compare it with the tax card.

## Audit
audit-text = Who did what, and when. Entries can be added, never changed.
audit-export = Export
audit-actor = Who
audit-action = What
audit-object = Object
audit-none-title = No entries
audit-none-text = Nothing was recorded that fits these filters.
audit-older = Older
audit-raw = Entry { $seq }
audit-quoted = “{ $name }”
audit-somebody = Somebody
audit-system = Credenza
audit-something = something
outcome-done = Done
outcome-intent = Intent
outcome-refused = Refused
outcome-failed = Failed
chain-title = How you know it is complete
chain-text = Every entry carries the hash of the one before it, written in the same transaction as what it records. Changing, removing or inserting an entry breaks the chain for all that follow.
chain-entries = Entries
chain-newest = Hash of the newest
copy-hash = Copy hash
chain-verify = An export can be checked by anyone, without this server:

audit-unknown = { $actor } did “{ $action }” on { $object }.
audit-organization-create = { $actor } created the organization { $object }.
audit-organization-update = { $outcome ->
    [refused] { $actor } was not allowed to change the organization’s settings.
    [failed] { $actor } tried to change the organization’s settings, and it failed.
   *[done] { $actor } changed the organization’s settings.
 }
audit-session-sign_in = { $outcome ->
    [refused] A sign-in as { $actor } was refused.
    [failed] A sign-in as { $actor } failed.
   *[done] { $actor } signed in.
 }
audit-session-sign_out = { $actor } signed out.
audit-organization-security_update = { $outcome ->
    [refused] { $actor } was refused to change how long sessions last.
   *[other] { $actor } changed how long sessions last.
}
audit-account-password_change = { $outcome ->
    [refused] { $actor } gave a wrong password when changing it.
   *[other] { $actor } changed the password. All other sessions ended.
}
audit-account-password_reset_request = A link to set a new password was sent to a member.
audit-account-password_reset = A member's password was set by a link sent by mail. All sessions ended.
audit-session-revoke = { $outcome ->
    [refused] { $actor } was refused to end a session: the proof was missing or used up.
   *[other] { $actor } ended another session of his own.
}
audit-session-revoke_others = { $outcome ->
    [refused] { $actor } was refused to end other sessions: the proof was missing or used up.
   *[other] { $actor } ended all other sessions of his own.
}
audit-session-reuse_seen = { $actor } confirmed to know of the reuse of a session token.
audit-session-refresh_reuse = A used-up session token of { $actor } was presented again. The session was ended.
audit-session-step_up = { $outcome ->
    [refused] { $actor } could not confirm to be who they are.
    [failed] { $actor } could not confirm to be who they are.
   *[done] { $actor } confirmed to be who they are.
 }
audit-customer-read = { $outcome ->
    [refused] { $actor } was not allowed to see customers.
   *[done] { $actor } looked at customers.
 }
audit-customer-create = { $outcome ->
    [refused] { $actor } was not allowed to create a customer.
    [failed] { $actor } tried to create a customer, and it failed.
   *[done] { $actor } created the customer { $object }.
 }
audit-customer-update = { $outcome ->
    [refused] { $actor } was not allowed to change the customer { $object }.
    [failed] { $actor } tried to change the customer { $object }, and it failed.
   *[done] { $actor } changed the customer { $object }.
 }
audit-customer-delete = { $outcome ->
    [intent] { $actor } is about to delete the customer { $object }.
    [refused] { $actor } was not allowed to delete the customer { $object }.
    [failed] { $actor } tried to delete the customer { $object }, and it failed.
   *[done] { $actor } deleted the customer { $object }.
 }
audit-certificate-read = { $outcome ->
    [refused] { $actor } was not allowed to see certificates.
   *[done] { $actor } looked at certificates.
 }
audit-certificate-upload = { $outcome ->
    [intent] { $actor } is about to upload { $object }.
    [refused] { $actor } was not allowed to upload a certificate.
    [failed] { $actor } tried to upload a certificate, and it failed.
   *[done] { $actor } uploaded { $object }.
 }
audit-certificate-pair = { $outcome ->
    [refused] { $actor } was not allowed to join a key to { $object }.
    [failed] Joining certificate and private key of { $object } failed.
   *[done] Certificate and private key of { $object } were joined.
 }
audit-certificate-update = { $outcome ->
    [refused] { $actor } was not allowed to change the notes on { $object }.
    [failed] { $actor } tried to change the notes on { $object }, and it failed.
   *[done] { $actor } changed the notes on { $object }.
 }
audit-certificate-download = { $outcome ->
    [intent] { $actor } is about to download { $object }.
    [refused] { $actor } was not allowed to download { $object }.
    [failed] { $actor } tried to download { $object }, and it failed.
   *[done] { $actor } downloaded { $object }.
 }
audit-certificate-download_url = { $outcome ->
    [intent] { $actor } is about to get a one-time link to { $object }.
    [refused] { $actor } was not allowed to get a link to { $object }.
    [failed] { $actor } tried to get a link to { $object }, and it failed.
   *[done] { $actor } got a one-time link to { $object }.
 }
audit-certificate-reveal_password = { $outcome ->
    [intent] { $actor } is about to see the password of { $object }.
    [refused] { $actor } was not allowed to see the password of { $object }.
    [failed] { $actor } tried to see the password of { $object }, and it failed.
   *[done] { $actor } saw the password of { $object }.
 }
audit-certificate-delete = { $outcome ->
    [intent] { $actor } is about to delete { $object }.
    [refused] { $actor } was not allowed to delete { $object }.
    [failed] { $actor } tried to delete { $object }, and it failed.
   *[done] { $actor } deleted { $object }. Its keys are destroyed.
 }
audit-audit-read = { $outcome ->
    [refused] { $actor } was not allowed to read the audit log.
   *[done] { $actor } read the audit log.
 }
audit-audit-export = { $outcome ->
    [intent] { $actor } is about to export the audit log.
    [refused] { $actor } was not allowed to export the audit log.
    [failed] { $actor } tried to export the audit log, and it failed.
   *[done] { $actor } exported the audit log.
 }
audit-api_token-read = { $actor } looked at API tokens of his own.
audit-api_token-read_all = { $actor } looked at everybody’s API tokens.
audit-api_token-create = { $outcome ->
    [refused] { $actor } was not allowed to make an API token.
   *[done] { $actor } made the API token { $object }.
}
audit-api_token-create_sensitive = { $outcome ->
    [refused] { $actor } was not allowed to make an API token for sensitive acts.
   *[done] { $actor } made the API token { $object }, which may do sensitive acts.
}
audit-api_token-revoke = { $actor } revoked an API token, { $object }.
audit-api_token-revoke_other = { $outcome ->
    [refused] { $actor } was not allowed to revoke another member’s API token.
   *[done] { $actor } revoked another member’s API token, { $object }.
}
audit-api_token-use = An API token of { $actor } was used from where it may not be: { $object }.
audit-member-read = { $outcome ->
    [refused] { $actor } was not allowed to see the members.
   *[done] { $actor } looked at the members.
 }
audit-organization-set_seats = { $actor } set how many seats the organization has.
audit-organization-restore = The operator restored a backup. All sessions, API tokens and invitations ended.
audit-member-suspend = { $outcome ->
    [refused] { $actor } was not allowed to suspend { $object }.
   *[done] { $actor } suspended { $object }.
 }
audit-member-reinstate = { $outcome ->
    [refused] { $actor } was not allowed to reinstate { $object }.
   *[done] { $actor } reinstated { $object }.
 }
audit-member-remove = { $outcome ->
    [refused] { $actor } was not allowed to remove { $object }.
   *[done] { $actor } removed { $object }.
 }
audit-member-set_roles = { $outcome ->
    [refused] { $actor } was not allowed to change the roles of { $object }.
   *[done] { $actor } changed the roles of { $object }.
 }
audit-member-leave = { $outcome ->
    [refused] { $actor } wanted to leave the organization, and could not.
   *[done] { $actor } left the organization.
 }
audit-role-create = { $outcome ->
    [refused] { $actor } was not allowed to make a role.
   *[done] { $actor } made the role { $object }.
 }
audit-role-update = { $outcome ->
    [refused] { $actor } was not allowed to change the role { $object }.
   *[done] { $actor } changed the role { $object }.
 }
audit-role-delete = { $outcome ->
    [refused] { $actor } was not allowed to delete the role { $object }.
   *[done] { $actor } deleted the role { $object }.
 }
audit-invitation-read = { $outcome ->
    [refused] { $actor } was not allowed to see the invitations.
   *[done] { $actor } looked at the invitations.
 }
audit-invitation-create = { $outcome ->
    [refused] { $actor } was not allowed to invite somebody.
   *[done] { $actor } invited { $object }.
 }
audit-invitation-resend = { $outcome ->
    [refused] { $actor } was not allowed to send the invitation { $object } again.
   *[done] { $actor } sent the invitation { $object } again.
 }
audit-invitation-revoke = { $outcome ->
    [refused] { $actor } was not allowed to take back the invitation { $object }.
   *[done] { $actor } took back the invitation { $object }.
 }
audit-invitation-accept = { $outcome ->
    [refused] The invitation { $object } was not accepted: the password was wrong.
   *[done] { $object } joined by an invitation.
 }
audit-session-switch = { $actor } came from another organization without signing in again.
action-organization-create = Organization created
action-organization-update = Settings changed
action-session-sign_in = Sign-in
action-session-sign_out = Sign-out
action-organization-security_update = Session times changed
action-account-password_change = Password changed
action-account-password_reset_request = Password link sent
action-account-password_reset = Password set by link
action-session-revoke = Session ended
action-session-revoke_others = Other sessions ended
action-session-reuse_seen = Token reuse confirmed
action-session-refresh_reuse = Session token reused
action-session-step_up = Identity confirmed
action-customer-read = Customers seen
action-customer-create = Customer created
action-customer-update = Customer changed
action-customer-delete = Customer deleted
action-certificate-read = Certificates seen
action-certificate-upload = Upload
action-certificate-pair = Certificate and key joined
action-certificate-update = Notes on a certificate changed
action-certificate-download = Download
action-certificate-download_url = Download link
action-certificate-reveal_password = Password revealed
action-certificate-delete = Certificate deleted
action-audit-read = Audit log read
action-audit-export = Audit log exported
action-member-read = Members seen
action-api_token-read = API tokens seen
action-api_token-read_all = Everybody’s API tokens seen
action-api_token-create = API token made
action-api_token-create_sensitive = API token for sensitive acts made
action-api_token-revoke = API token revoked
action-api_token-revoke_other = Another’s API token revoked
action-api_token-use = API token used from elsewhere
action-organization-set_seats = Seats set
action-organization-restore = Backup restored
action-member-suspend = Member suspended
action-member-reinstate = Member reinstated
action-member-remove = Member removed
action-member-set_roles = Roles of a member changed
action-member-leave = Member left
action-role-create = Role made
action-role-update = Role changed
action-role-delete = Role deleted
action-invitation-read = Invitations seen
action-invitation-create = Invitation sent
action-invitation-resend = Invitation sent again
action-invitation-revoke = Invitation taken back
action-invitation-accept = Invitation accepted
action-session-switch = Organization switched

## Settings
settings-organization = Organization
settings-own = You
settings-own-text = Language and theme are kept in this browser.
settings-saved = Saved.
organization-language = Language
organization-language-hint = For mail, and for members who have not chosen one.
time-zone = Time zone
time-zone-hint = All dates and times are shown in it, for everyone.

## Members, roles, invitations
nav-members = Members
nav-roles = Roles
members-title = Who works here
members-seats = { $taken } of { $seats } seats taken
members-active = { $count ->
    [one] { $count } active member
   *[other] { $count } active members
 }
members-full = All seats are taken. An invitation can be sent, but accepted only when a seat is free: suspend or remove somebody, or ask the operator for more seats.
members-invited = The invitation is on its way. Its link works once, for seven days.
member-name = Name
member-roles = Roles
member-joined = Joined
member-you = you
member-suspended = Suspended
member-save-roles = Save roles
member-access = Access
member-suspend = Suspend
member-suspend-text = A suspended member keeps roles and history, can do nothing at once, and holds no seat.
member-reinstate = Reinstate
member-reinstate-text = Lets this member in again, with the same roles. It takes a free seat.
member-remove = Remove
member-remove-text = A removed member is gone from the list and from every role. What was done stays recorded.
member-beyond = This member may do more than you, so you cannot change anything here.
leave-title = Leave
leave-text = You lose your access here at once. Only a new invitation brings you back.
leave-submit = Leave the organization
invite-title = Invite somebody
invite-hint = The link goes to this address, and to nobody else.
invite-submit = Send invitation
invitations-title = Invited
invitation-ends = Link ends
invitation-over = Over
invitation-actions = Actions
invitation-resend = Send again
invitation-revoke = Take back
roles-own-only = You can give only what you hold yourself.
roles-title = What each role permits
role-builtin = Built in
role-members = { $count ->
    [0] nobody has it
    [one] { $count } member
   *[other] { $count } members
 }
role-nothing = Nothing beyond being a member
role-new = New role
role-name = Name
role-permissions = Permissions
role-create = Create role
role-edit = Change
role-delete = Delete role
role-delete-text = A role can be deleted when no member and no invitation has it.
role-admin = Administrator
role-member = Member
role-auditor = Auditor
role-hse_manager = HSE manager
role-supervisor = Supervisor
role-worker = Worker
permission-customer-read = See customers
permission-customer-write = Create and edit customers
permission-customer-delete = Delete customers
permission-certificate-read = See certificates
permission-certificate-write = Upload certificates and keys
permission-certificate-download = Take files out of custody
permission-certificate-reveal_password = See stored passwords
permission-certificate-delete = Destroy certificates
permission-audit-read = Read the audit log
permission-audit-export = Export the audit log
permission-member-read = See who is a member
permission-member-invite = Invite people
permission-member-manage = Suspend and remove members, change their roles
permission-role-manage = Make and change roles
permission-organization-manage = Change the organization’s settings
switch-label = Go to
invitation-title = Join
invitation-no-token = Open the link in your mail: the part after # is missing.
invitation-closed = This invitation was used or taken back, or has ended. Ask whoever invited you for a new one.
invitation-no-seat = The organization has no free seat. Ask whoever invited you; the link stays good.
invitation-wrong-password = That is not the password of this address’s account here. If you have forgotten it, ask your administrator.
invitation-name-hint = Only if you are new on this server.
invitation-password-hint = Is there an account for your address already? Then its password. Otherwise choose one of { $least } characters or more; a sentence is good.
invitation-submit = Join

## Errors
error-status = Error { $status }
error-home = Go to the start page
error-request = If you ask for help, give this number:
error-retry-after =
    { $seconds ->
        [one] Try again in { $seconds } second.
       *[other] Try again in { $seconds } seconds.
    }
error-400-title = That request makes no sense
error-400-text = Something in the address or the form is not as it should be. Go back and try again.
error-403-title = Not for you
error-403-text = Your role does not allow this. An administrator of your organization can change that.
error-404-title = Nothing here
error-404-text = The page does not exist, or it was deleted, or it belongs to somebody else.
error-413-title = Too large
error-413-text = A file may have up to 1 MiB. Certificates and keys are far smaller.
error-429-title = Slow down, please
error-429-text = There were too many requests in a short time. Nothing is lost.
error-500-title = Something broke on our side
error-500-text = Nothing was half done. Try again; if it stays like this, tell whoever runs the server.
error-503-title = Not available right now
error-503-text = A part that Credenza depends on does not answer. Nothing was released and nothing was half written.

## Said by scripts
step-up-password = Your password
step-up-hint = It confirms this one act and is recorded with it.
client-step-up-title = Confirm that it is you
client-act-certificate-download = You are about to take “{ $other }” out of custody.
client-act-certificate-reveal_password = You are about to see the password of “{ $other }”.
client-act-certificate-delete = You are about to delete “{ $other }” for good. Nobody can bring it back.
client-act-customer-delete = You are about to delete the customer “{ $other }”.
client-act-audit-export = You are about to export the audit log of your organization.
client-act-organization-security_update = You are about to change how long everybody's sessions last. Sessions that are older end.
client-act-session-revoke = You are about to end the session on { $other }.
client-act-session-revoke_others = You are about to end all your sessions but this one.
client-do-certificate-download = Download
client-do-certificate-reveal_password = Reveal
client-do-certificate-delete = Delete for good
client-do-customer-delete = Delete
client-do-audit-export = Export
client-do-organization-security_update = Change
client-do-session-revoke = End session
client-do-session-revoke_others = End all others
client-act-api_token-create = You are about to make the API token “{ $other }”. Whoever has it works in your name.
client-act-api_token-create_sensitive = You are about to make the API token “{ $other }”, which may do sensitive acts without you being there.
client-do-api_token-create = Create token
client-do-api_token-create_sensitive = Create token
client-token-scopes = Choose what the token may do.
client-token-revoke-sure = Revoke “{ $other }” now
client-invitation-for = { $other } invites { $email }.
client-act-member-suspend = You are about to suspend { $other }. Open sessions end at once.
client-act-member-reinstate = You are about to let { $other } in again.
client-act-member-remove = You are about to remove { $other } from the organization. Open sessions end at once.
client-act-member-set_roles = You are about to change what { $other } may do.
client-act-member-leave = You are about to leave { $other }.
client-act-role-create = You are about to create the role “{ $other }”.
client-act-role-update = You are about to change the role “{ $other }” for everyone who has it.
client-act-role-delete = You are about to delete the role “{ $other }”.
client-act-invitation-create = You are about to invite { $other }.
client-act-invitation-resend = You are about to send { $other } a new link. The old one stops working.
client-act-invitation-revoke = You are about to take back the invitation of { $other }.
client-do-member-suspend = Suspend
client-do-member-reinstate = Reinstate
client-do-member-remove = Remove
client-do-member-set_roles = Save roles
client-do-member-leave = Leave
client-do-role-create = Create role
client-do-role-update = Save
client-do-role-delete = Delete role
client-do-invitation-create = Send invitation
client-do-invitation-resend = Send again
client-do-invitation-revoke = Take back
client-downloading = The download has begun.
client-copied = Copied.
client-copy-failed = Could not copy. Select the text and copy it yourself.
client-hidden-again = Hidden again.
client-countdown = Hidden again in { $seconds } s.
client-show-password = Show password
client-hide-password = Hide password
client-busy = One moment …
client-upload-waiting = Waiting
client-upload-sending = Sending, { $percent } %
client-upload-reading = Reading and sealing …
client-upload-accepted = Sealed.
client-upload-joined = Sealed, and joined with what was here already.
client-upload-key-only = Sealed. It waits for its certificate.
client-upload-password-for = Password of { $file }
client-upload-pair = { $file } with { $other }
client-upload-summary = { $count } of { $total } done
client-upload-asking = { $count } waiting for a password
client-upload-refused = { $count } not taken
client-upload-pausing = Waiting: many files in a short time. It goes on by itself in { $seconds } s.
client-upload-too-large = Too large: at most { $limit } are taken.
client-upload-not-a-kind = Only .p12 .pfx .cer .crt .key .pem are taken.
client-upload-empty = This file is empty.
client-remove = Remove { $file } from the list
client-password-more = More characters needed: { $count }
client-password-enough = Long enough
client-password-repetitive = Long, but it repeats itself. Use different words.
client-passwords-differ = The two passwords are not the same.

## Problems that the server names by a code
problem-unauthorized = You have been signed out. Sign in again.
problem-cross_site = This request did not come from a page of this server.
problem-internal = Something went wrong on the server. Nothing was half done.
problem-stale = Somebody else changed this in the meantime. Load the page again.
problem-customer_in_use = Certificates still refer to this customer. Delete or reassign them first.
problem-last_administrator = This is the last administrator. Make another active member an administrator first.
problem-oneself = You cannot do this to yourself. To go, leave the organization.
problem-beyond_own = This goes beyond your own permissions.
problem-no_seat = All seats are taken. Suspend or remove a member first, or ask the operator for more seats.
problem-not_active = This member is suspended already.
problem-not_suspended = This member is not suspended.
problem-role_in_use = Members or invitations have this role. Give them another first.
problem-too_many_roles = There are as many roles as there may be. Delete one first.
problem-role_name_taken = Another role has this name.
problem-already_member = This address is a member’s already.
problem-already_invited = This address has an invitation already. Send that again, or take it back first.
problem-too_many_invitations = There are as many invitations as there may be. Take some back first.
problem-invitation_closed = This invitation was used or taken back, or has ended.
problem-network = The server could not be reached. Check the connection and try again.
problem-unknown = That did not work (error { $status }). Try again.
problem-password_required = This file needs its password.
problem-wrong_password = The password does not open this file. Try again.
problem-bad_credentials = The password is wrong.
problem-step_up_required = Your confirmation has run out. Try again.
problem-forbidden = Your role does not allow this.
problem-not_found = It is not here any more.
problem-rate_limited = Too many attempts in a short time. Wait a little and try again.
problem-unavailable = A part that Credenza depends on does not answer. Nothing was released. Try again soon.
problem-empty = This file is empty.
problem-too_slow = The connection is too slow for this file. Try again where there is better signal, or send fewer files at once.
problem-too_large = This file is too large for a certificate or key.
problem-too_complex = This file is built in a way that no certificate needs. Export it again.
problem-too_costly = Opening this file would take far too much computation. Export it again with usual settings.
problem-extension_mismatch = The name says one kind of file, the content is another. Check which file you picked.
problem-damaged = This file is damaged or incomplete. Get it again from its source.
problem-trailing_data = Something follows after the end of the file’s content. Get it again from its source.
problem-foreign_data = There is something in this file that does not belong there. Get it again from its source.
problem-unsupported_algorithm = This file uses an algorithm that is not supported. Export it again with usual settings.
problem-duplicate_certificate = The same certificate is in this file twice.
problem-several_passwords = One part of this file has another password than the rest. Export it again with one password for everything.
problem-several_private_keys = There is more than one private key in this file. Upload them one by one.
problem-unrelated_certificates = The certificates in this file do not belong together. Upload them one by one.
problem-too_many_certificates = There are too many certificates in this file.
problem-no_certificate = There is no certificate in this file.
problem-key_mismatch = The private key belongs to another certificate.
problem-invalid_key = The private key in this file contradicts itself. Get it again from its source.
problem-not_a_pair = These two files are not a certificate and its private key.
problem-certificate_exists = This certificate is in custody already.
problem-certificate_has_password = A password of this certificate is in custody already, and it has room for one. Delete it, then upload certificate and key together.
problem-looks_like_pdf = This is a PDF document, not a certificate.
problem-looks_like_zip = This is a ZIP archive or Office document. Unpack it and upload the files inside.
problem-looks_like_archive = This is a compressed archive. Unpack it and upload the files inside.
problem-looks_like_png = This is an image, not a certificate.
problem-looks_like_jpeg = This is an image, not a certificate.
problem-looks_like_gif = This is an image, not a certificate.
problem-looks_like_html = This is a web page, not a certificate. Perhaps a download went wrong.
problem-looks_like_xml = This is an XML document, not a certificate.
problem-looks_like_json = This is a JSON document, not a certificate.
problem-looks_like_office = This is an Office document, not a certificate.
problem-looks_like_program = This is a program, not a certificate.
problem-looks_like_text = This is a text, not a certificate.
problem-looks_like_utf16_text = This is a text in UTF-16. Save it again as UTF-8.
problem-looks_like_zeros = This file holds nothing but zero bytes, as after a broken copy. Get it again from its source.
problem-looks_like_unknown_data = This is not a certificate, key or bundle of any known form.
problem-looks_like_java_keystore = This is a Java key store. Export it as PKCS#12 (.p12).
problem-looks_like_openssh_key = This is an SSH key, not a certificate.
problem-looks_like_pgp = This is an OpenPGP key or message, not a certificate.
problem-looks_like_certificate_request = This is a request for a certificate. Upload the certificate that was issued for it.
problem-looks_like_revocation_list = This is a revocation list, not a certificate.
problem-looks_like_pkcs7 = This is a PKCS#7 bundle. Export the certificate as .cer or .p12.
problem-looks_like_public_key = This is a public key without a certificate.
problem-looks_like_parameters = These are key parameters without a key.
problem-looks_like_unknown_asn1 = This is neither a certificate nor a key.
problem-looks_like_bare_base64 = The BEGIN and END lines are missing. Save the file with them.

## Mail

mail-greeting = Hello,
mail-greeting-name = Hello { $name },
mail-link-instead = If the button does nothing, open this address:
mail-footer = Sent by Credenza. Nobody reads answers to this address.
mail-invitation-subject = Invitation to { $organization }
mail-invitation-text = { $inviter } invites you to work in { $organization }, whose digital certificates are kept in Credenza.
mail-invitation-button = Accept the invitation
mail-invitation-days = { $days ->
    [one] The link is good once, for one day.
   *[other] The link is good once, for { $days } days.
}
mail-invitation-stranger = You know nobody there? Then leave this mail alone: nothing happens without the link.

## Sessions

sessions = Your sessions
sessions-text = Where you are signed in to this organization. End what you do not recognise, and change your password then.
sessions-live = Signed in
sessions-ended = Ended in the last 30 days
sessions-end-others = End all others
session-on = Device
session-device = { $browser } on { $system }
session-device-unknown = Unknown device
session-address = Address
session-by = Signed in with
session-started = Since
session-last-seen = Last seen
session-current = This session
session-end = End
session-ended-at = Ended
session-ended-because = Why
session-method-pwd = Password
session-method-hwk = Passkey
session-method-swk = Passkey
session-method-user = Presence confirmed
session-method-otp = Recovery code
session-method-mfa = Two factors
session-ended-signed_out = Signed out
session-ended-refresh_reuse = Its token was used twice
session-ended-revoked = Ended by you from another session
session-ended-signed_in_again = Signed in again in the same browser
session-ended-password_changed = Password changed
session-ended-restored = A backup was restored
session-ended-roles_changed = Roles changed
session-ended-passkey_removed = Passkey removed
session-ended-suspended = Membership suspended
session-ended-removed = Membership ended
session-ended-idle = Nobody was there
session-ended-expired = Its time was up
reuse-title = Somebody used a copy of your session
reuse-text = A used-up token of one of your sessions was presented again, so the session was ended. Was it not you, with a restored backup or a script? Then change your password, and look at where you are signed in.
reuse-show = Your sessions
reuse-seen = I know

## API tokens

api-tokens-title = API tokens
api-tokens-text = With a token a program of yours works in your name, without your password. It may do what you choose, and never more than you.
api-tokens-noscript = Making and revoking tokens needs JavaScript; switch it on, or use the API.
api-tokens-own = Your tokens
api-tokens-none = You have no API tokens.
api-tokens-others = Tokens of other members
api-tokens-others-none = No other member has an API token.
api-token-new = New token
api-token-name = Name
api-token-name-hint = What it is for, such as “Nightly copy to the accounting server”.
api-token-days = Good for
api-token-days-count = { $days } days
api-token-scopes = What it may do
api-token-sensitive = Without you being there
api-token-sensitive-hint = These take your password each time. A token can do them only if you choose them here, and each use is recorded.
api-token-object = On whose certificates
api-token-object-all = All of the organization
api-token-addresses = Only from these addresses
api-token-addresses-hint = One a line, such as 192.0.2.7 or 10.0.0.0/8. Empty: from anywhere.
api-token-create = Create token
api-token-made-title = Your new token
api-token-made-text = Copy it now to where your program reads it. It is shown this once; nobody can look it up later.
api-token-made-done = I have copied it
api-token-standing = Sensitive
api-token-standing-on = Without you being there:
api-token-only-from = Only from
api-token-ends = Ends
api-token-expired = Ended
api-token-revoked = Revoked
api-token-used = last used
api-token-never-used = never used
api-token-revoke = Revoke

## What somebody may do

permission-token-manage = See and revoke the API tokens of others

## Passwords

password-page = Your password
password-page-text = It is the same in all organizations that you are a member of. After a change you stay signed in here and nowhere else.
password-current = Present password
password-new = New password
password-new-again = New password again
password-save = Set password
password-saved = Your password is changed. All your other sessions have ended.
forgot-link = Forgot your password?
forgot = New password
forgot-text = Give the address you sign in with. If it has an account, a link is sent there.
forgot-submit = Send link
forgot-asked = If this address has an account, a link is on its way. It is good for 30 minutes.
reset = New password
reset-text = Afterwards you sign in with it. All your sessions end.
reset-again = Ask for another link
reset-token-missing = The address has no token. Open the link as it stands in the mail.
reset-done = Your new password is set. Sign in with it.
mail-reset-subject = Set a new password
mail-reset-text = Somebody asked for a new password for your account. If it was you, set one here:
mail-reset-button = Set a new password
mail-reset-minutes = The link is good once, for { $minutes } minutes. An earlier one is not good any more.
mail-reset-stranger = Was it not you? Then leave this mail alone: your password stays as it is.
mail-changed-subject = Your password was changed
mail-changed-text = The password of your account was changed on { $moment }. All other sessions have ended.
mail-changed-where = From: { $address } { $device }
mail-changed-stranger = Was it not you? Then set a new password at once, with “Forgot your password?” on the sign-in page, and tell the administrator of your organization.

## Passkeys
nav-passkeys = Passkeys
passkeys-yours = Your passkeys
passkeys-none = You have no passkey yet. Signing in takes your password alone.
passkeys-must-enrol = Your organization requires a passkey. Enrol one to go on.
passkeys-by-name = This server is reached by a bare address, for which browsers make no passkeys. Use a host name, such as localhost.
passkey-last-used = Last used
passkey-never-used = Not used yet
passkey-since = Since
passkey-backed-up = Synchronized
passkey-name = Name
passkey-name-example = Laptop, security key …
passkey-rename = Rename
passkey-remove = Remove “{ $name }”
passkey-enrol-title = A new passkey
passkey-enrol-text = Your fingerprint, face or PIN, checked by your device. It then signs you in, and confirms each sensitive act; a password is not enough any more.
passkey-enrol = Enrol a passkey
passkey-noscript = Passkeys need JavaScript.
passkey-use = Use a passkey
passkey-failed = The passkey was not accepted. Try again, or sign in with your password.
recovery-code = Recovery code
recovery-code-hint = One of your ten. Each works once.
recovery-codes = Recovery codes
recovery-codes-text = Ten codes that stand in for a lost passkey, once each. Keep them where your passkeys are not.
recovery-codes-left = { $count ->
    [0] None are left.
    [one] One is left.
   *[other] { $count } are left.
 }
recovery-codes-none = You have no recovery codes. Without them, a lost passkey locks you out.
recovery-codes-once = These are shown only now. Print them or write them down.
recovery-codes-copy = Copy all
recovery-codes-create = Make new codes
second-step-title = Second step
second-step-text = Your password was right. Now prove with your passkey that it is you.
second-step-other = No passkey at hand?
second-step-bad-code = This is none of your recovery codes, or it was used before.
second-step-again = Start again
step-up-passkey = Your passkey confirms it.
step-up-recovery-code = Use a recovery code instead
settings-access = Access
authentication-title = Sign-in rules
authentication-rules = For everybody in the organization
require-passkeys = Require passkeys
require-passkeys-hint = Who has no passkey is led to enrol one, and can do nothing else until then. API tokens are not concerned.
step-up-minutes = A confirmation is good for
step-up-minutes-hint = How long somebody may take between confirming a sensitive act and doing it.
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
yes = Yes
no = No
client-passkey-failed = The passkey did not answer, or you stopped it. Try again.
client-passkey-exists = This device holds a passkey of yours already.
client-act-passkey-enrol = You are about to enrol the passkey “{ $other }”.
client-act-passkey-remove = You are about to remove the passkey “{ $other }”. Your other sessions end.
client-act-recovery_codes-create = You are about to make new recovery codes. The old ones stop working.
client-act-organization-authentication = You are about to change how everybody in your organization proves who they are.
client-do-passkey-enrol = Enrol
client-do-passkey-remove = Remove
client-do-recovery_codes-create = Make codes
client-do-organization-authentication = Save
action-passkey-enrol = Passkey enrolled
action-passkey-rename = Passkey renamed
action-passkey-remove = Passkey removed
action-recovery_codes-create = Recovery codes made
action-organization-authentication = Sign-in rules changed
audit-passkey-enrol = { $outcome ->
    [refused] { $actor } was not allowed to enrol a passkey.
    [failed] { $actor } tried to enrol a passkey, and it failed.
   *[done] { $actor } enrolled the passkey { $object }.
 }
audit-passkey-rename = { $outcome ->
    [refused] { $actor } was not allowed to rename the passkey { $object }.
    [failed] { $actor } tried to rename the passkey { $object }, and it failed.
   *[done] { $actor } renamed the passkey { $object }.
 }
audit-passkey-remove = { $outcome ->
    [refused] { $actor } was not allowed to remove the passkey { $object }.
    [failed] { $actor } tried to remove the passkey { $object }, and it failed.
   *[done] { $actor } removed the passkey { $object } and ended the other sessions.
 }
audit-recovery_codes-create = { $outcome ->
    [refused] { $actor } was not allowed to make recovery codes.
    [failed] { $actor } tried to make recovery codes, and it failed.
   *[done] { $actor } made new recovery codes.
 }
audit-organization-authentication = { $outcome ->
    [refused] { $actor } was not allowed to change how members prove who they are.
    [failed] { $actor } tried to change how members prove who they are, and it failed.
   *[done] { $actor } changed how members prove who they are.
 }
problem-passkey_required = You have a passkey: prove with it who you are.
problem-no_passkey = Enrol a passkey of your own first.
problem-last_passkey = An organization of yours requires a passkey. Enrol another before you remove the last one.
problem-bad_recovery_code = This is none of your recovery codes, or it was used before.
problem-passkey_exists = This passkey is enrolled already.
problem-passkey_ceremony = That took too long, or was done before. Try again.
problem-passkey_unknown = This passkey is not one of yours. Choose another.
problem-passkey_not_verified = The device did not check a PIN, a fingerprint or a face. Set one up on it, or use another.
problem-passkey_counter = There may be a copy of this passkey. Use another, and remove this one.
problem-enrol_passkey = Your organization requires a passkey. Enrol one to go on.

## Security of the organization

security = How long sessions last
security-sessions = Sessions
security-idle = Ends when nobody is there for
security-idle-hint = Counted from the last page or request, give or take five minutes.
security-absolute = Ends in any case after
security-absolute-hint = Then one signs in again. A shorter time counts at once, also for sessions that are open.
duration-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## Demonstration

demonstration-label = Demonstration
demonstration-text = Demonstration: a made-up firm with made-up certificates. Keep nothing real here.

## Sensitive permissions

sensitive-title = What takes a confirmation
sensitive-text = Before these, a member proves once more who he is, for that one act. What only shows something takes none.
sensitive-legend = Ask for a confirmation before
sensitive-always = always
sensitive-hint = An upload asks for each file. A program does these with an API token that was made for them, and with no other.
sensitive-hint-organization-manage = Name, language and time zone. Sign-in rules and session times always take one.
sensitive-save = Change what takes one
permission-customer-create = Create customers
permission-customer-update = Edit customers
permission-certificate-upload = Upload certificates and keys
permission-certificate-update = Change a certificate’s name and customer
client-upload-unconfirmed = Not sent: it was not confirmed.
client-act-organization-sensitive_permissions = You are about to change what takes a confirmation in your organization.
client-act-customer-create = You are about to create the customer “{ $other }”.
client-act-customer-update = You are about to change the customer “{ $other }”.
client-act-certificate-upload = You are about to take “{ $other }” into custody.
client-act-certificate-update = You are about to change the name or customer of “{ $other }”.
client-act-organization-update = You are about to change the settings of your organization.
client-act-api_token-revoke_other = You are about to revoke the API token “{ $other }” of a colleague.
client-do-organization-sensitive_permissions = Save
client-do-customer-create = Create
client-do-customer-update = Save
client-do-certificate-upload = Upload
client-do-certificate-update = Save
client-do-organization-update = Save
client-do-api_token-revoke_other = Revoke
action-organization-sensitive_permissions = What takes a confirmation changed
audit-organization-sensitive_permissions = { $outcome ->
    [refused] { $actor } was not allowed to change what takes a confirmation.
    [failed] { $actor } tried to change what takes a confirmation, and it failed.
   *[done] { $actor } changed what takes a confirmation.
 }
problem-permission_shows = This permission only shows something, and takes no confirmation.

## What becomes of one's factors

member-passkeys = Take off lost passkeys
member-passkeys-text = Lost passkeys and recovery codes can be taken off, if this account belongs to no other organization. Open sessions end; the password then signs in, and a new passkey can be enrolled.
member-passkeys-done = The passkeys and recovery codes are gone. A mail tells their owner.
client-act-member-remove_passkeys = You are about to take all passkeys and recovery codes off { $other }. Make sure that it is really { $other } who asks.
client-do-member-remove_passkeys = Take off
client-act-account-password_change = You are about to change your password.
client-do-account-password_change = Change password
action-member-remove_passkeys = Passkeys of a member taken off
audit-member-remove_passkeys = { $outcome ->
    [refused] { $actor } was not allowed to take the passkeys off { $object }.
    [failed] { $actor } tried to take the passkeys off { $object }, and it failed.
   *[done] { $actor } took the passkeys and recovery codes off { $object }.
 }
problem-passkeys_stay = There is no passkey that you can take off: this member has none, or the account is not your organization’s alone. A recovery code gets in without one.
mail-enrolled-subject = A passkey was enrolled
mail-enrolled-text = A passkey was enrolled for your account on { $moment }. It signs in and confirms sensitive acts.
mail-enrolled-stranger = Was it not you? Then remove it at once under “Passkeys” in your account, end all other sessions, set a new password, and tell the administrator of your organization.
mail-removed-subject = A passkey was removed
mail-removed-text = A passkey was removed from your account on { $moment }. All other sessions have ended.
mail-removed-stranger = Was it not you? Then sign in, look through your passkeys and sessions, set a new password, and tell the administrator of your organization.
mail-codes-subject = New recovery codes
mail-codes-text = New recovery codes were made for your account on { $moment }. The old ones are worthless.
mail-codes-stranger = Was it not you? Then make new ones at once under “Passkeys” in your account, end all other sessions, and tell the administrator of your organization.
mail-code-used-subject = A recovery code was used
mail-code-used-text = One of your recovery codes stood in for a passkey on { $moment }. It is spent.
mail-code-used-stranger = Was it not you? Then somebody has your codes: set a new password, make new codes, end all other sessions, and tell the administrator of your organization.
mail-reuse-subject = One of your sessions was ended
mail-reuse-text = A session of yours was continued twice with the same token on { $moment }. Somebody else may have a copy of it, so the session was ended.
mail-reuse-stranger = This can happen when a browser is restored from a copy. If you do not know why it did, end all other sessions, set a new password, and tell the administrator of your organization.
mail-taken-off-subject = Your passkeys were taken off
mail-taken-off-text = An administrator of your organization took all passkeys and recovery codes off your account on { $moment }. Your sessions have ended. Sign in with your password, and enrol a new passkey.
mail-taken-off-stranger = Did you not ask for this? Then set a new password at once, with “Forgot your password?” on the sign-in page, and ask your organization why.
mail-token-subject = An API token was made
mail-token-text = An API token was made for your account on { $moment }. Whoever has it works in your name.
mail-token-stranger = Was it not you? Then revoke it at once under “API tokens” in your account, end all other sessions, set a new password, and tell the administrator of your organization.

## Alerts
nav-alerts = Alerts
alerts-text = What comes to an end, who sees to it, and who was told.
alerts-state-open = Open
alerts-state-acknowledged = Being seen to
alerts-state-snoozed = Snoozed
alerts-state-muted = Muted
alerts-state-superseded = Renewed
alerts-state-quiet = Nobody told yet
alerts-mails = Mails
alerts-settings = When and how
alerts-views = Which alerts
alerts-none-title = Nothing here
alerts-none-open = Nothing waits for you. Whoever is to be told of an end is told by mail, and it appears here.
alerts-none-other = No alert is in this state.
alerts-ends = Ends
alerts-told = Told
alerts-who = Who sees to it
alerts-nobody = Nobody yet
alerts-step = { $days ->
    [0] on the last day
    [one] { $days } day before
   *[other] { $days } days before
}
alerts-step-after = { $days ->
    [one] { $days } day after the end
   *[other] { $days } days after the end
}
alerts-acknowledge = I see to it
alerts-acknowledge-hint = Repeated mails and the escalation stop. The next step before the end is still told.
alerts-acknowledge-done = Done: you see to it. It stands under “{ alerts-state-acknowledged }” now.
alerts-acknowledged = Somebody sees to it.
alerts-muted-because = Muted: { $reason }
alerts-snoozed-until = Nobody is told until
alerts-snooze = Snooze
alerts-snooze-for = Not until
alerts-snooze-days = { $days ->
    [one] tomorrow
   *[other] in { $days } days
}
alerts-unsnooze = Tell again
alerts-mute = Mute
alerts-mute-reason = Why nobody need be told
alerts-mute-hint = Nobody is told of this end any more.
alerts-unmute = Unmute
alerts-assign = Assign
alerts-assignee = Who sees to it
alerts-assignee-hint = Only this person is told, and the administrators when nobody acknowledges.
alerts-assignee-none = Everybody who is told
alerts-successor = Renewed by
alerts-successor-none = Not renewed yet
alerts-successor-hint = Then nobody is told of this one any more.
alerts-more = Snooze, assign, mute
alerts-mails-text = Which mails went out, and which could not.
alerts-mails-none = No mail about an alert was sent yet.
alerts-mail-when = When
alerts-mail-to = To
alerts-mail-about = About
alerts-mail-state = State
alerts-mail-kind-alert = Alert
alerts-mail-kind-escalation = Escalation
alerts-mail-kind-digest = Digest
alerts-mail-queued = Waiting
alerts-mail-sent = Sent
alerts-mail-failed = Failed
alerts-mail-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
alerts-mail-member = A member
alert-settings-title = When and how alerts are told
alert-settings-steps = Days before the end
alert-settings-hour = At
alert-settings-days = Working days
alert-settings-own = How you are told
alert-settings-delivery = Mails
alert-delivery-each = A mail for each alert
alert-delivery-daily = One mail a day
alert-delivery-weekly = One mail a week
alert-delivery-off = None
alert-settings-locale = Language of the mails
alert-settings-locale-default = The organization’s
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
alert-link-title = Do you see to it?
alert-link-text = { $what } ends on { $date }.
alert-link-seen = Somebody sees to it already. There is nothing left to do here.
alert-link-done = Thank you. It is noted that somebody sees to it.
alert-link-snoozed = Thank you. Nobody is told for { $days } days.
alert-link-snooze = Remind us in { $days } days
alert-link-closed-title = This link is not good any more
alert-link-closed = The certificate was renewed or deleted, or the mail is older than 30 days. Sign in to see what is open.
alert-link-sign-in = Sign in
unsubscribe-title = No more mails about alerts?
unsubscribe-text = You will not be told by mail any more when a certificate of this organization ends. Under “When and how” you can turn it on again.
unsubscribe-submit = Send me none
unsubscribe-done-title = You get no more of these mails
unsubscribe-done = Under Alerts → When and how you can turn them on again.
unsubscribe-closed = This link is not good. Sign in and turn the mails off under Alerts → When and how.
mail-ending-ends = { $days ->
    [0] ends today
    [one] ends tomorrow
   *[other] ends in { $days } days
}
mail-ending-ended = { $days ->
    [one] ended yesterday
   *[other] ended { $days } days ago
}
mail-ending-subject = { $what } { $when }
mail-ending-subject-certificate = Certificate “{ $what }” { $when }
mail-ending-subject-escalation = Nobody sees to it: { $what } { $when }
mail-ending-subject-digest = { $count ->
    [one] A certificate of { $organization } wants attention
   *[other] { $count } certificates of { $organization } want attention
}
mail-ending-text = A certificate that { $organization } keeps comes to its end. Please see to its renewal.
mail-ending-text-escalation = A certificate that { $organization } keeps comes to its end, and nobody has said that he sees to it. You are told as an administrator.
mail-ending-text-digest = These certificates that { $organization } keeps come to their end. Please see to their renewal.
mail-ending-decide = I see to it, or later
mail-ending-open = Open it in Credenza
mail-ending-more = { $count ->
    [one] And { $count } more.
   *[other] And { $count } more.
}
mail-ending-why = You are told because you may see the certificates of { $organization }.
mail-ending-unsubscribe = No more of these mails
audit-alert-read = { $outcome ->
    [refused] { $actor } was refused a look at alerts.
   *[other] { $actor } looked at alerts.
}
audit-alert-acknowledge = { $actor } sees to the end of { $object }.
audit-alert-snooze = { $actor } snoozed the end of { $object }.
audit-alert-mute = { $actor } muted the end of { $object }.
audit-alert-unmute = { $actor } lets people be told of the end of { $object } again.
audit-alert-assign = { $actor } said who sees to the end of { $object }.
audit-alert-supersede = { $actor } said what took the place of { $object }.
audit-alert-set_ladder = { $actor } changed when people are told of ends.
audit-alert-set_preference = { $actor } changed how mails about alerts are sent.
action-alert-read = Alerts seen
action-alert-acknowledge = Alert acknowledged
action-alert-snooze = Alert snoozed
action-alert-mute = Alert muted
action-alert-unmute = Alert unmuted
action-alert-assign = Alert assigned
action-alert-supersede = Renewal noted
action-alert-set_ladder = Ladder changed
action-alert-set_preference = Alert mails changed

## Renewal links
renewal-card = Renewal
renewal-ask = Ask for the new file
renewal-ask-again = Ask again
renewal-explained = Your customer gets a link by which he sends the new file, once and without an account. It is checked against this certificate and takes its place. An earlier link is void.
renewal-email = Your customer’s e-mail
renewal-language = Language of mail and page
renewal-days = Good for how many days
renewal-mail = Send the mail
renewal-link = Make a link to copy
renewal-made = The link is made.
renewal-url = Link for your customer
renewal-url-hint = It is shown only now. Whoever has it can send the new file.
renewal-sent-to = Asked by mail to { $email }
renewal-given = Asked by a link
renewal-good-until = Good until
renewal-over = The link ended on
renewal-came = The new file came
renewal-tried = { $count ->
    [one] one file tried
   *[other] { $count } files tried
}
renewal-revoke = Take the link back
renewal-page = Send the new certificate
renewal-no-token = The link is incomplete. Open it from the mail again, or copy all of it.
renewal-waiting = One moment …
renewal-holder = For
renewal-kind = Kind
renewal-ends = Ends
renewal-file = The new file
renewal-file-hint = A .p12 or .pfx, or a .cer with its .key.
renewal-key = The file that belongs to it
renewal-key-hint = The .key, if the first one is the .cer.
renewal-password = Password of the file
renewal-password-hint = The one that was chosen when the file was made. Leave it empty if there is none.
renewal-progress = How much has been sent
renewal-send = Send
error-renewal_days = Choose 1 to 60 days.
client-renewal-asked = { $other } keeps your digital certificate, which ends soon, and asks you for the new one.
client-renewal-until = This link works once, until { $other }.
client-renewal-reading = Checking and sealing …
client-renewal-done = Thank you. { $other } has the new certificate, good until { $date }. You can close this page.
problem-renewed = Another certificate has taken this one’s place already.
problem-no_renewal = This file does not renew the certificate.
problem-renewal_closed = This link is over, or was taken back or replaced. Ask the firm for a new one.
problem-renewal_used = The new file has come by this link. There is nothing left to do.
problem-renewal_superseded = The firm has the new certificate already. There is nothing left to do.
problem-renewal_exhausted = Too many files were tried by this link. Ask the firm for a new one.
problem-renewal_no_certificate = There is only a key in it. Send the certificate (.cer) with it.
problem-renewal_same_file = This is the certificate that ends. Send the new one.
problem-renewal_other_holder = It is for another holder.
problem-renewal_other_tax_id = It is for another tax id.
problem-renewal_other_kind = It is a certificate of another kind.
problem-renewal_not_later = It ends no later than the one that is to be renewed.
problem-renewal_ended = It has ended already.
problem-renewal_key_missing = The private key is missing. Send the .key with the .cer, or the .p12 or .pfx.
mail-renewal-subject = { $organization } needs the new certificate of { $what }
mail-renewal-text = { $asker } of { $organization } asks you for the new digital certificate of { $what }. The present one ends on { $date }.
mail-renewal-what = Have the new file and its password at hand. It takes no account, and works on a phone.
mail-renewal-button = Send the new file
mail-renewal-until = The link works once, until { $date }. Do not pass this mail on.
mail-renewal-stranger = You are in doubt? Call { $organization } by the number that you know. Nobody asks you to answer this mail with a file or a password.
mail-renewed-subject = The new certificate of { $what } is here
mail-renewed-text = Your customer has sent the new certificate of { $what }, by the link. It is sealed, and good until { $date }. Nobody is told of the old one’s end any more.
mail-renewed-other-issuer = It was issued by another authority than the old one: look at it before you use it.
mail-renewed-button = See the certificate
mail-renewed-note = Who had the link is not known. Its holder, tax id and kind are those of the old one; whether its authority is genuine was not checked.
action-certificate-ask_renewal = New file asked for
action-certificate-revoke_renewal = Renewal link taken back
action-certificate-renew = Renewed by link
audit-certificate-ask_renewal = { $actor } asked the customer for the new file of { $object }.
audit-certificate-revoke_renewal = { $actor } took back the link that asked for the new file of { $object }.
audit-certificate-renew = { $outcome ->
    [refused] A file that was sent by the link to renew { $object } was not taken.
   *[other] { $object } was renewed by the link that asked for the new file.
}

## Workers and tickets
permission-worker-read = See oneself and the workers one stands over
permission-worker-read_all = See all workers
permission-worker-write = Create and edit workers
permission-ticket-write = Record, correct and renew tickets
permission-ticket-approve = Approve tickets or send them back
permission-ticket-revoke = Suspend, reinstate and revoke tickets
permission-ticket_type-manage = Make and change ticket types
permission-site-manage = Manage sites, crews, contractors, work roles and tasks
problem-ticket_state = The ticket’s state does not allow this any more. Load the page again.
problem-own_ticket = You wrote this ticket, or it is your own: somebody else has to check it.
problem-not_renewable = Only an approved ticket of the same worker and type can be renewed.
problem-renewal_open = This ticket has a renewal already. Correct that one, or withdraw it first.
problem-type_archived = This type of tickets is in the archive. Choose another.
problem-worker_archived = This worker is in the archive. Take him out first.
problem-in_use = Other things still belong to this. Move them first, or put it into the archive.
action-worker-read = Workers seen
action-worker-read_all = All workers seen
action-worker-create = Worker added
action-worker-update = Worker changed
action-worker-delete = Worker deleted
action-ticket-create = Ticket recorded
action-ticket-update = Ticket corrected
action-ticket-withdraw = Ticket withdrawn
action-ticket-approve = Ticket approved
action-ticket-send_back = Ticket sent back
action-ticket-suspend = Ticket suspended
action-ticket-reinstate = Ticket reinstated
action-ticket-revoke = Ticket revoked
action-ticket_type-create = Ticket types made
action-ticket_type-update = Ticket type changed
action-ticket_type-delete = Ticket type deleted
action-site-create = Site made
action-site-update = Site changed
action-site-require = What a site needs changed
action-site-delete = Site deleted
action-crew-create = Crew made
action-crew-update = Crew changed
action-crew-delete = Crew deleted
action-contractor-create = Contractor made
action-contractor-update = Contractor changed
action-contractor-delete = Contractor deleted
audit-worker-read = { $actor } looked at workers.
audit-worker-read_all = { $actor } looked at all workers.
audit-worker-create = { $actor } added the worker { $object }.
audit-worker-update = { $actor } changed the worker { $object }.
audit-worker-delete = { $actor } deleted the worker { $object }.
audit-ticket-create = { $actor } recorded the ticket { $object }.
audit-ticket-update = { $actor } corrected the ticket { $object }.
audit-ticket-withdraw = { $actor } withdrew the ticket { $object }.
audit-ticket-approve = { $outcome ->
    [refused] { $actor } may not approve the ticket { $object }: it is his own, and somebody else can.
   *[other] { $actor } approved the ticket { $object }.
}
audit-ticket-send_back = { $actor } sent the ticket { $object } back.
audit-ticket-suspend = { $actor } suspended the ticket { $object }.
audit-ticket-reinstate = { $actor } reinstated the ticket { $object }.
audit-ticket-revoke = { $actor } revoked the ticket { $object }.
audit-ticket_type-create = { $actor } made types of tickets: { $object }.
audit-ticket_type-update = { $actor } changed the ticket type { $object }.
audit-ticket_type-delete = { $actor } deleted the ticket type { $object }.
audit-site-create = { $actor } made the site { $object }.
audit-site-update = { $actor } changed the site { $object }.
audit-site-require = { $actor } said which tickets the site { $object } needs.
audit-site-delete = { $actor } deleted the site { $object }.
audit-crew-create = { $actor } made the crew { $object }.
audit-crew-update = { $actor } changed the crew { $object }, or who supervises it.
audit-crew-delete = { $actor } deleted the crew { $object }.
audit-contractor-create = { $actor } made the contractor { $object }.
audit-contractor-update = { $actor } changed the contractor { $object }, or who manages its people.
audit-contractor-delete = { $actor } deleted the contractor { $object }.

## Passes
permission-pass-issue = Issue and revoke passes
permission-pass-take = Take a pass for oneself
problem-pass_revoked = This pass was taken back, and stays so. For a new one, make a new key in the phone.
action-pass-read = Passes seen
action-pass-issue = Pass issued
action-pass-take = Own pass taken
action-pass-revoke = Pass revoked
action-pass-set_name = Name on passes changed
action-pass-sign_status = Status list signed
action-pass_key-create = Pass key made
action-pass_key-read = Pass keys seen
action-pass_key-rotate = Pass key rotated
action-pass_key-distrust = Pass key given up
audit-pass-read = { $actor } looked at passes.
audit-pass-issue = { $outcome ->
    [intent] { $actor } is about to issue the pass { $object }.
    [failed] { $actor } could not issue the pass { $object }.
   *[other] { $actor } issued the pass { $object }.
}
audit-pass-take = { $outcome ->
    [intent] { $actor } is about to take the pass { $object } for himself.
    [failed] { $actor } could not take the pass { $object } for himself.
   *[other] { $actor } took the pass { $object } for himself.
}
audit-pass-revoke = { $actor } revoked the pass { $object }.
audit-pass-set_name = { $actor } changed how much of a name passes show.
audit-pass-sign_status = { $outcome ->
    [intent] A status list is about to be signed with the key { $object }.
    [failed] A status list was not signed with the key { $object }.
   *[other] A status list was signed with the key { $object }.
}
audit-pass_key-create = The key { $object } for passes was made.
audit-pass_key-read = { $actor } looked at the keys of passes.
audit-pass_key-rotate = { $outcome ->
    [refused] { $actor } may not rotate the keys of passes.
   *[other] { $actor } put a new key for passes in the place of the old one.
}
audit-pass_key-distrust = { $outcome ->
    [refused] { $actor } may not give up the pass key { $object }.
   *[other] The pass key { $object } was given up: nothing that it signed is believed any more.
}
## Calendar, feeds and webhooks
calendar-title = Calendar
calendar-range = { $from } to { $to }
calendar-month = { $month } { $year }
calendar-total = { $count ->
    [0] nothing ends
    [one] one thing ends
   *[other] { $count } things end
}
calendar-subscribe = Subscribe
calendar-from = From month
calendar-chart = What ends when
calendar-move = Other months
calendar-earlier = Earlier
calendar-later = Later
calendar-column = { $month }: { $count ->
    [0] nothing ends
    [one] one thing ends
   *[other] { $count } things end
}
calendar-table = Month by month
calendar-by = Rows of the table
calendar-sum = Sum
calendar-others = All others
calendar-list = What ends, in order
calendar-all-months = All months
calendar-none = Nothing ends in this time. Choose other months, or clear the filters.
calendar-csv-name = Name
calendar-csv-tax-id = Tax id
calendar-csv-link = Link
calendar-file-name = What ends at { $organization }
calendar-event-ends = { $what }: certificate ends
calendar-event-ended = { $what }: certificate has ended
calendar-event-text = { $kind }. It ends on { $date }.
feed-title = Calendar link
feed-text = A link by which your own calendar application shows what ends, and keeps itself up to date.
feed-link = Your link
feed-made = Made
feed-read = Last read
feed-never = never
feed-none = You have no link yet.
feed-make = Make a link
feed-again = Make another link
feed-replaces = The link itself was shown once. Another one takes its place, and the old one ends at once.
feed-revoke = Take it back
feed-know = Good to know
feed-know-bearer = Whoever has the link reads it, without signing in. Give it to your calendar application and to nobody else.
feed-know-least = It shows whose certificate or ticket ends, its kind and the day; of an invitation, how its address begins. No tax ids, nothing about anybody’s health, no files, no passwords.
feed-know-ends = It shows what you may see at that moment. What you may not see any more is gone from it at once.
channels-noscript = This page needs JavaScript: what is made here is confirmed with your password or passkey.
shown-once-title = Copy this now
shown-once-text = It is shown this once; nobody can look it up later.
webhooks-title = Webhooks
webhooks-text = Programs and chat rooms of yours are told of what ends, as people are: each step once.
webhooks-list = Who is told
webhooks-none = Nobody yet. Make a webhook for your program, or for a room in Slack or Teams.
webhook-made = Made
webhook-held = not tried before
webhook-failing = { $count ->
    [one] not taken, tried once
   *[other] not taken, tried { $count } times
}
webhook-test = Test
webhook-pause = Pause
webhook-resume = Resume
webhook-remove = Remove
webhook-log = What was sent
webhook-log-none = Nothing was sent yet.
webhook-attempts = { $count ->
    [0] not tried yet
    [one] tried once
   *[other] tried { $count } times
}
webhook-resend = Send again
webhook-new = New webhook
webhook-name = Name
webhook-name-hint = To tell it from others, such as “Chat of the back office”.
webhook-format = Format
webhook-format-credenza = JSON, for your own program
webhook-format-slack = Slack, and what is compatible
webhook-format-teams = Teams (a workflow with an Adaptive Card)
webhook-url = Address
webhook-url-hint = It begins with https:// and is on the public Internet. It is kept sealed: afterwards only its host is shown.
webhook-create = Make webhook
webhook-paused-member = paused
webhook-paused-gone = paused: it said that it is gone
webhook-paused-restored = paused after a restore: make it anew
webhook-done-test = A test is on its way. Below you see what becomes of it.
webhook-done-resend = It is sent again, under the same id.
webhook-state-queued = on its way
webhook-state-delivered = delivered
webhook-state-failed = given up
webhook-kind-alert = alert
webhook-kind-escalation = escalation
webhook-kind-test = test
webhook-know-signed = Each message is signed with a secret that is shown once (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature).
webhook-know-once = A step is one event with one id. What is not taken is sent again under that id, for three days, ever more rarely.
webhook-know-least = It says who is named in a certificate, when it ends and where to see to it. Nothing else.
webhook-open = Open in Credenza
webhook-alert-title = { $what } { $when }
webhook-escalation-title = Nobody sees to it: { $what } { $when }
webhook-alert-text = { $organization } · ends on { $date }
webhook-test-title = A test of Credenza
webhook-test-text = { $organization } tells this address of certificates that end.
mail-feed-subject = A calendar link was made
mail-feed-text = A link by which a calendar reads what ends was made for your account on { $moment }. Whoever has it reads that calendar.
mail-feed-stranger = Was it not you? Then take it back at once under “Calendar link”, end all other sessions, set a new password, and tell the administrator of your organization.
problem-too_many_webhooks = There are ten webhooks already. Remove one that is not needed any more.
problem-webhook_url = Give an absolute address such as https://example.com/hook.
problem-webhook_https = Give an address that begins with https://.
problem-webhook_credentials = Give an address without a user and a password in it.
problem-webhook_long = Give an address of 2000 characters at most.
problem-webhook_not_public = This address is not on the public Internet. Who runs the server can allow it.
problem-webhook_format = Choose one of the formats.
client-act-calendar_feed-create = You are about to make a link by which a calendar reads what ends. Whoever has it reads it. An earlier link ends.
client-do-calendar_feed-create = Make link
client-act-webhook-create = You are about to have “{ $other }” told of what ends.
client-do-webhook-create = Make webhook
client-act-webhook-update = You are about to pause the webhook “{ $other }”, or to let it go on.
client-do-webhook-update = Change webhook
client-act-webhook-delete = You are about to remove the webhook “{ $other }”, with the log of what it was told.
client-do-webhook-delete = Remove webhook
action-calendar_feed-create = Calendar link made
action-calendar_feed-revoke = Calendar link taken back
action-webhook-read = Webhooks seen
action-webhook-create = Webhook made
action-webhook-update = Webhook paused or resumed
action-webhook-delete = Webhook removed
action-webhook-test = Webhook tested
action-webhook-resend = Webhook told again
audit-calendar_feed-create = { $outcome ->
    [refused] { $actor } was not allowed to make a calendar link.
   *[done] { $actor } made a calendar link, { $object }.
}
audit-calendar_feed-revoke = { $actor } took a calendar link back, { $object }.
audit-webhook-read = { $actor } looked at the webhooks.
audit-webhook-create = { $outcome ->
    [refused] { $actor } was not allowed to make a webhook.
   *[done] { $actor } made the webhook { $object }.
}
audit-webhook-update = { $outcome ->
    [refused] { $actor } was not allowed to change the webhook { $object }.
   *[done] { $actor } paused the webhook { $object }, or let it go on.
}
audit-webhook-delete = { $outcome ->
    [refused] { $actor } was not allowed to remove the webhook { $object }.
   *[done] { $actor } removed the webhook { $object }.
}
audit-webhook-test = { $actor } sent the webhook { $object } a test.
audit-webhook-resend = { $actor } had the webhook { $object } told of something again.
client-sure = Take it back now
## Imports

import-link = Import
import-customers-title = Import customers
import-customers-text = From a list that you have: CSV or an Excel workbook. First you see row by row what will happen; nothing is written before you say so.
import-existing = Customers that are there already
import-existing-keep = Leave them as they are
import-existing-update = Change them by the file
import-existing-hint = They are known by their tax id, or else by their name. Empty cells change nothing.
import-country = Whose tax ids are they?
import-country-file = The file says it
import-country-hint = For rows without a country. A column called RFC, NIF or CNPJ says it already.
import-drop = Drop the list here, or
import-choose = Choose a file
import-file-hint = .csv or .xlsx, up to 2 MiB and 10,000 rows
import-noscript = Importing needs scripts, which this browser does not run. The command credenza import and the API do the same.
import-progress = How far the rows are
import-filters = Which rows
import-outcome = Outcome
import-restart = Choose another file
import-see-customers = See the customers
import-columns-title = What the columns may be called
import-column-name = Name
import-column-name-text = Must be there: name, nombre, razón social, cliente, nome, razão social …
import-column-tax-id = Tax id
import-column-tax-id-text = RFC, NIF, CIF, CNPJ, CPF, NIT, CUIT, partita IVA, PAN, tax id …
import-column-others = Country, notes
import-column-others-text = country, país; notes, notas, observaciones, observações … Other columns are not read.
client-import-preview-title = What will happen with { $file }
client-import-done-title = { $file }
client-import-reading = Reading …
client-import-progress = { $count } of { $total }
client-import-cut-off = The connection was lost. Import the same file again: what is done is not done twice.
client-import-column = { $heading } ({ $field })
client-import-columns = Read: { $columns }.
client-import-columns-left = Not read: { $columns }.
client-import-field-name = name
client-import-field-tax_id = tax id
client-import-field-country = country
client-import-field-notes = notes
client-import-row = Row { $row }
client-import-no-name = Without a name
client-import-differs = Other: { $fields }.
client-import-will-created = Will be created
client-import-will-updated = Will be changed
client-import-will-unchanged = Is there already
client-import-will-refused = Will not be taken
client-import-did-created = Created
client-import-did-updated = Changed
client-import-did-unchanged = Was there already
client-import-did-refused = Not taken
client-import-count-will-created = { $count } will be created
client-import-count-will-updated = { $count } will be changed
client-import-count-will-unchanged = { $count } there already
client-import-count-will-refused = { $count } will not be taken
client-import-count-did-created = { $count } created
client-import-count-did-updated = { $count } changed
client-import-count-did-unchanged = { $count } there before
client-import-count-did-refused = { $count } not taken
client-import-filter-all = All
client-import-filter-created = New
client-import-filter-updated = Changed
client-import-filter-unchanged = There already
client-import-filter-refused = Not taken
client-import-more = The first { $shown } of { $total } are shown.
client-import-apply = Import { $count }
client-act-customer-import = You are about to import customers from “{ $other }”.
client-do-customer-import = Import
permission-customer-import = Import customers
action-customer-import = Import of customers
audit-customer-import = { $outcome ->
    [refused] { $actor } was not allowed to import customers.
   *[other] { $actor } began an import of customers.
}
action-certificate-import = Import of certificates
audit-certificate-import = { $outcome ->
    [refused] { $actor } was not allowed to import certificates.
   *[other] { $actor } began an import of certificates.
}
permission-certificate-import = Import certificates
client-act-certificate-import = You are about to import certificates from “{ $other }”.
client-do-certificate-import = Import
problem-file_too_large = This file is larger than it may be.
problem-too_many_rows = The list has more than 10,000 rows. Split it.
problem-too_many_columns = The list has too many columns. Remove those that are not needed.
problem-cell_too_long = A cell of the list is far too long.
problem-not_a_table = This is not a list: save it as CSV or as an Excel workbook (.xlsx).
problem-old_workbook = This is an Excel workbook of the old kind (.xls). Save it as .xlsx or as CSV.
problem-no_sheet = The workbook has no sheet that is shown.
problem-unsupported = The file uses something that no ordinary program writes. Save it again with usual settings.
problem-encrypted_archive = The archive is protected by a password. Make one without: the files in it keep their own.
problem-too_many_files = There are too many files in the archive. Split it.
problem-too_much = What is in the archive is larger than it may be.
problem-same_column = Two columns have names of the same meaning. Rename one.
problem-no_column = No column is called “name” or something like it. The first row names the columns.
problem-name_missing = This row has no name.
problem-name_length = A name has 1 to 200 characters.
problem-name_control = The name has characters that cannot be printed.
problem-notes_length = Notes have 4,000 characters at most.
problem-notes_control = The notes have characters that cannot be printed.
problem-country = This is no country: its two letters, such as MX or ES, or its name are expected.
problem-country_required = Whose tax id this is, neither the row nor the column says.
problem-duplicate_row = The same customer stands further up in the file.
problem-already_there = This customer is there already and differs.
problem-several_customers = Several customers have this name: the tax id would tell which is meant.
problem-taken = Another customer has this tax id.
problem-tax_id-empty = The tax id is empty.
problem-tax_id-too_long = This is longer than any tax id.
problem-tax_id-control = The tax id has characters that cannot be printed.
problem-tax_id-structure = This is no valid tax id of its country.
problem-tax_id-date = The digits of this tax id that should be a date are not one.
problem-tax_id-check_digit = The check digit of this tax id is wrong. Look for a mistyped character.
problem-tax_id-never_issued = This tax id is never issued.
import-certificates-link = Import many
import-certificates-title = Import certificates
import-certificates-text = A whole folder or a ZIP archive. First you see what each file is, whose it is and where it goes; nothing is kept before you say so.
import-passwords = Passwords to try
import-passwords-hint = They are tried on files that ask for one. Only the one that opens a file is kept, sealed with it.
import-password = Password
import-password-for = For whom
import-password-add = Another password
import-certificates-drop = Drop a ZIP archive or files here, or
import-choose-archive = Choose files
import-choose-folder = Choose a folder
import-files-hint = .zip or .p12 .pfx .cer .crt .key .pem, up to 16 MiB and 2,000 files. “For whom”: a tax id, a customer, or part of a file’s name or folder.
import-column-holder = Holder and files
import-column-customer = Customer
import-again = Look again
client-import-files = { $count } files
client-import-too-large = These files are larger than 16 MiB together. Import them in parts.
client-import-will-created-file = Will be sealed
client-import-will-updated-file = Will be joined with what is here
client-import-will-unchanged-file = In custody already
client-import-will-refused-file = Will not be taken
client-import-did-created-file = Sealed
client-import-did-updated-file = Sealed, and joined
client-import-did-unchanged-file = Was in custody already
client-import-did-refused-file = Not taken
client-import-count-will-created-file = { $count } will be sealed
client-import-count-will-updated-file = { $count } will be joined with what is here
client-import-count-will-unchanged-file = { $count } in custody already
client-import-count-will-refused-file = { $count } will not be taken
client-import-count-did-created-file = { $count } sealed
client-import-count-did-updated-file = { $count } joined
client-import-count-did-unchanged-file = { $count } in custody before
client-import-count-did-refused-file = { $count } not taken
problem-duplicate_file = The same certificate or key is in another of these files.
## Rotation of keys

action-kek-rotate = Keys rotated
audit-kek-rotate = The operator put the organization’s keys under new ones ({ $object }).
## Revocation
status-revoked = Revoked
revocation = Revocation
revocation-good = Not revoked as of { $time }
revocation-revoked = Revoked since { $time }
revocation-unknown = Not known since { $time }
revocation-warning = The authority that issued this certificate has revoked it. What is signed with it from now on is worth nothing: ask its holder for a new one.
revocation-source-ocsp = OCSP
revocation-source-crl = revocation list
revocation-because-unspecified = Reason: not said
revocation-because-key_compromise = Reason: somebody else may have the key
revocation-because-ca_compromise = Reason: the authority’s own key is not safe
revocation-because-affiliation_changed = Reason: the holder’s relation changed
revocation-because-superseded = Reason: replaced by another
revocation-because-cessation_of_operation = Reason: no longer in use
revocation-because-certificate_hold = Reason: suspended, which may be taken back
revocation-because-privilege_withdrawn = Reason: a right was withdrawn
revocation-because-aa_compromise = Reason: the attribute authority’s key is not safe
revocation-why-not_asked = The authority has not been asked yet.
revocation-why-no_source = The certificate does not say where the authority tells of revocations.
revocation-why-no_issuer = The authority’s own certificate is missing, without which no answer can be believed.
revocation-why-not_issuer = The authority’s own certificate was not where this one says.
revocation-why-unreachable = The authority’s server did not answer.
revocation-why-timed_out = The authority’s server took too long.
revocation-why-error_answer = The authority’s server answered with an error.
revocation-why-forbidden_address = The certificate names an address that is not asked.
revocation-why-too_large = The authority’s answer is larger than any real one.
revocation-why-malformed = The authority’s answer could not be read.
revocation-why-wrong_signer = The answer was not signed by the authority.
revocation-why-bad_signature = The answer’s signature is not good.
revocation-why-algorithm = The answer’s signature proves nothing by now.
revocation-why-other_certificate = The answer is about another certificate.
revocation-why-other_request = The answer is to another question.
revocation-why-stale = The answer is out of date.
revocation-why-older = The answer is older than the last one.
revocation-why-not_yet = The answer is of the future.
revocation-why-not_known = The authority does not know the certificate.
revocation-why-unanswered = The authority refused to answer.
revocation-why-delta = The list tells only what changed.
revocation-why-indirect = The list is another authority’s.
revocation-why-other_scope = The list does not cover this certificate.
revocation-why-critical = The answer has something that must be understood, and is not.
alerts-mail-kind-revocation = Revocation
mail-ending-subject-revocation = Revoked: { $what }
mail-ending-text-revocation = A certificate that { $organization } keeps was revoked by the authority that issued it. What is signed with it from now on is worth nothing. Please see to a new one.
action-certificate-found_revoked = Found revoked
action-certificate-found_good = Found valid again
audit-certificate-found_revoked = The authority says that { $object } was revoked.
audit-certificate-found_good = The authority says that { $object } is not revoked any more.
## Pages of workers and tickets
nav-workers = Workers
workers-views = Workers and tickets
workers-search = Name or reference …
workers-shown = { $count ->
    [one] { $count } worker on this page
   *[other] { $count } workers on this page
}
workers-none-title = Nobody matches
workers-none-text = No worker fits these filters. Loosen one, or clear them all.
workers-empty-title = No workers yet
workers-empty-text = Add the people whose tickets you vouch for. Crews, sites and contractors can come first or later.
worker-new = New worker
worker-edit = Edit worker
worker-name = Name
worker-reference = Reference
worker-reference-hint = Such as the number in your payroll. No government id.
worker-crew = Crew
worker-site = Site
worker-contractor = Contractor
worker-contractor-hint = Not given: your own employee.
worker-account = Own account
worker-account-hint = With it the worker sees himself, and records tickets of his own.
worker-place = Works at
worker-which = Show
worker-present = Present
worker-archive = In the archive
worker-archived = In the archive
worker-archive-it = Has left: keep in the archive
workers-none-current = None current
worker-no-tickets = No tickets yet
worker-no-tickets-text = A ticket is what somebody is qualified for, such as first aid. One person records it, another checks and approves it.
tickets-title = Tickets
tickets-search = Worker, type, number, code …
tickets-shown = { $count ->
    [one] { $count } ticket on this page
   *[other] { $count } tickets on this page
}
tickets-none-title = Nothing matches
tickets-none-text = No ticket fits these filters. Loosen one, or clear them all.
tickets-empty-title = No tickets yet
tickets-empty-text = Open a worker and add his first ticket. Here you will see which ones end next.
ticket-new = Add a ticket
ticket-correct = Correct
ticket-renew = Renew
ticket-renew-title = Renew: { $name }
ticket-type = Type
ticket-type-choose = Choose a type
ticket-type-none = There are no types yet. Make them first:
ticket-number = Number
ticket-issuer = Issuer
ticket-issued-on = Day of issue
ticket-last-day = Last day
ticket-last-day-hint = Left empty, it is worked out from the type.
ticket-checked-hint = Somebody else checks it before it counts.
ticket-ends = Ends
ticket-no-end = no end
ticket-acts = Actions
ticket-reason = Why
ticket-because = Because: { $reason }
ticket-issued = Issued { $date }
ticket-recorded = Recorded { $date }
ticket-recorded-by = Recorded { $date } by { $name }
ticket-approved = Approved { $date }
ticket-approved-by = Approved { $date } by { $name }
ticket-approve = Approve
ticket-send-back = Send back
ticket-suspend-or-revoke = Suspend or revoke
ticket-suspend = Suspend
ticket-revoke = Revoke
ticket-revoke-hint = What is revoked stays revoked.
ticket-reinstate = Reinstate
ticket-status-pending = To be checked
ticket-status-sent_back = Sent back
ticket-status-not_yet_valid = Not yet valid
ticket-status-valid = Valid
ticket-status-expiring = Expiring
ticket-status-expired = Expired
ticket-status-suspended = Suspended
ticket-status-revoked = Revoked
ticket-status-superseded = Replaced
ticket-count-pending = { $count } to be checked
ticket-count-sent_back = { $count } sent back
ticket-count-valid = { $count } valid
ticket-count-expiring = { $count } expiring
ticket-count-expired = { $count } expired
ticket-count-suspended = { $count } suspended
approvals-title = To approve
approvals-text = What others have recorded. Compare each with its papers before you approve it.
approvals-none-title = Nothing to check
approvals-none-text = When somebody records or corrects a ticket, it waits here until somebody else has checked it.
types-title = Ticket types
types-text = Which kinds of tickets there are, and for how long each is good.
types-start = Add the usual ones
types-empty-title = No types yet
types-empty-text = Begin with the usual safety tickets, such as first aid, fall protection and H2S, and change them as you like. Or make your own.
type-new = New type
type-edit = Edit type
type-name = Name
type-code = Code
type-code-hint = Short and lasting: passes and programs know the type by it.
type-validity = Good for
type-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
type-for-ever = for ever
type-expiring = Counts as expiring
type-days-before = { $count ->
    [one] { $count } day before the end
   *[other] { $count } days before the end
}
type-valid-months = Good for how many months
type-valid-months-hint = Empty: it has no end.
type-renewal-days = Expiring from how many days before its end
type-medical = Stays inside
type-medical-hint = It tells something of somebody’s health: its name stays inside the organization.
type-archived = In the archive
type-archive-it = No new ones: keep in the archive
places-title = Sites and crews
places-site = Sites
places-crew = Crews
places-contractor = Contractors
places-about-site = No sites yet. A site is where crews work.
places-about-crew = No crews yet. Who supervises a crew sees its people, and records tickets for them.
places-about-contractor = No contractors yet. Who manages a contractor’s people sees them, and nobody else.
place-about = Who
place-workers = { $count ->
    [one] { $count } worker
   *[other] { $count } workers
}
place-new-site = New site
place-new-crew = New crew
place-new-contractor = New contractor
place-edit-site = Edit site
place-edit-crew = Edit crew
place-edit-contractor = Edit contractor
place-overseers-crew = Who supervises it
place-overseers-contractor = Who manages its people
place-overseers-hint = Each needs a role that permits to see workers.
record-error-text_length = This is too long.
record-error-text_control = Write this without control characters.
record-error-day = This is no day of the years 1900 to 2199.
record-error-unknown_type = Choose a type from the list.
record-error-issued_on_required = Give the day of issue, or the last day.
record-error-before_issue = The last day comes before the day of issue.
record-error-reason_required = Say why.
record-error-unknown = It is not there any more. Choose another.
record-error-out_of_sight = Choose a crew that you supervise, or a contractor whose people you manage.
record-error-code = Use 1 to 32 letters, digits, points, hyphens and underscores, such as first_aid.
record-error-valid_months = Give 1 to 600 months, or leave it empty.
record-error-renewal_days = Give 0 to 730 days.
record-error-taken = Another one has this already.

## Evidence of tickets
permission-evidence-read = Look at the photos and PDFs that prove tickets
problem-too_much_evidence = This ticket has 10 files, which is as many as there may be. Remove one first.
problem-evidence_unseen = There are files that prove this ticket, and none of your roles may look at them: somebody who may has to check it.
problem-file_required = Choose a file.
problem-evidence_too_large = The file is larger than 8 MiB. Take the photo with a lower resolution.
problem-not_evidence = This is neither a photo (JPEG, PNG) nor a PDF.
problem-heic = This is a photo or film of a kind that not everybody can open (HEIC). Save it as JPEG.
problem-breaks_off = The file breaks off. Send it again.
problem-trailing_bytes = Something follows after the end of what is shown. Save the file again in another program.
problem-damaged_evidence = The file is damaged. Get a fresh copy of it.
problem-unsupported_evidence = The file uses something rare that is not taken. Save it again with ordinary settings.
problem-too_many_pixels = The picture has too many pixels: at most 50 million are taken.
problem-encrypted_pdf = The PDF is encrypted. Save it without a password.
problem-active_pdf = The PDF can run or open something by itself. Print it to a new PDF, and send that.
problem-pdf_carries_files = The PDF carries other files. Print it to a new PDF, and send that.
action-evidence-add = Evidence added
action-evidence-remove = Evidence removed
action-evidence-view = Evidence looked at
audit-evidence-add = { $actor } added evidence to the ticket { $object }.
audit-evidence-remove = { $actor } removed evidence from the ticket { $object }.
audit-evidence-view = { $outcome ->
    [intent] { $actor } is about to look at evidence of the ticket { $object }.
    [failed] { $actor } tried to look at evidence of the ticket { $object }, and it failed.
   *[done] { $actor } looked at evidence of the ticket { $object }.
}
evidence-title = Evidence
evidence-ticket = The ticket
evidence-count = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
evidence-none = Nobody has added a photo or PDF yet.
evidence-hidden = Your role may not look at the photos and PDFs that prove tickets.
evidence-open = Download the PDF
evidence-added = Added { $date }
evidence-added-by = Added { $date } by { $name }
evidence-remove = Remove
evidence-add = Photo or PDF of the ticket
evidence-hint = JPEG, PNG or PDF, at most 8 MiB. Where and with what a photo was taken is left out.
evidence-send = Add
## Passes in the office, on paper and for anybody
passes-title = Passes
passes-text = A worker’s own phone takes its pass by itself, on the page /pass. A printed card can be copied and ends within seven days; print another for a new one.
pass-print = Print a card
cards-print = { $count ->
    [one] Print { $count } card (A4)
   *[other] Print { $count } cards (A4)
}
pass-mail = Mail the way to the pass
pass-mailed = The mail is on its way.
pass-kind = Shown by
pass-live = A phone, live
pass-static = A printed card
pass-ends = Ends
pass-in-force = In force
pass-ended = Ended
pass-revoked = Taken back
pass-revoke = Take back
pass-revoke-hint = Gates learn it with the next status list. The phone with this key gets no other pass.
pass-issued = Issued { $date }
pass-issued-by = Issued { $date } by { $name }
pass-signed = Renewed
card-title = Pass cards
card-until = Good until { $moment }
card-compare = Compare the face: a card can be copied.
card-photo = Photo
card-more = { $count ->
    [one] and one more ticket
   *[other] and { $count } more tickets
 }
record-error-card_count = Choose 1 to 50 workers.
record-error-worker_email = Write an address into the worker’s record first.
action-pass-mail = Way to the pass mailed
audit-pass-mail = { $actor } mailed a worker the way to his pass: { $object }.
mail-pass-subject = Your pass of { $organization }
mail-pass-text = { $organization } keeps your tickets in Credenza. Open the page on your phone and sign in once: then your pass is there, and works without signal.
mail-pass-button = Open my pass
mail-pass-note = The pass itself is never in a mail. You sign in with the account that you were invited to.
verify-title = What is a ticket worth?
verify-text = Beside each ticket stands a code of 8 letters and digits. Type it in, and see whether an organization vouches for the ticket.
verify-label = Code
verify-ask = Ask
verify-mistyped = Look at each character again: the last one does not fit the others.
verify-unknown = No ticket here has the code { $code }. Ask who showed it to you who issued it.
verify-kind-untold = A ticket whose kind is not told
verify-issuer = Organization
verify-code = Code
verify-from = Issued
verify-as-of = As of
verify-whose = Whose ticket it is, the code does not say: let its holder show you, and compare.
verify-says-valid = The organization vouches for this ticket.
verify-says-expiring = The organization vouches for this ticket; it ends soon.
verify-says-expired = This ticket has ended.
verify-says-not_yet_valid = This ticket is not in force yet.
verify-says-suspended = The organization suspended this ticket.
verify-says-revoked = The organization revoked this ticket.
verify-says-superseded = Another ticket has taken this one’s place: ask for its code.
verify-says-pending = The organization does not vouch for this ticket.
verify-says-sent_back = The organization does not vouch for this ticket.
## Export of the organization
permission-organization-export = Export everything that the organization keeps
action-organization-export = Organization exported
action-certificate-export = Taken with an export
audit-organization-export = { $outcome ->
    [intent] { $actor } is about to export the organization.
    [refused] { $actor } was not allowed to export the organization.
    [failed] { $actor } exported the organization, and it broke off.
   *[done] { $actor } exported the organization.
}
audit-certificate-export = { $outcome ->
    [intent] { $actor } is about to take { $object } with an export.
    [refused] { $actor } was not allowed to take { $object } with an export.
    [failed] { $actor } could not take { $object } with an export.
   *[done] { $actor } took { $object } with an export.
}
client-act-organization-export = You are about to export your organization. Everything that it keeps leaves with you.
client-do-organization-export = Export
export-title = Export
export-text = Everything that the organization keeps, as one ZIP archive: for a copy of your own, or because you leave.
export-all = Everything, with the certificate files
export-all-text = The lists, the audit log, and every certificate file, private key and password in custody, sealed under a passphrase that you choose now.
export-passphrase = Passphrase
export-passphrase-hint = Write it down first. It is kept nowhere: without it, nobody opens the files. A sentence of your own is best, 12 characters at least.
export-all-do = Export everything
export-lists = Lists and audit log only
export-lists-text = Without the files in custody; nothing is opened.
export-lists-do = Export the lists
export-know-tables = Customers, certificates, members, workers, tickets and more, as CSV that Excel opens.
export-know-sealed = A program in the archive opens the files, offline and without Credenza. The format is described beside it.
export-know-log = Each file that leaves has an entry of its own in the audit log. The log is in the archive and can be verified.
export-know-cut = An archive that was cut off does not open. Nothing is lost by it: export again.
problem-passphrase_required = Files leave custody sealed: give a passphrase for them.
problem-export_too_many = There are more than 200,000 files in custody: export without them, and download those that you need.

## Imports of workers and tickets
action-worker-import = Import of workers
action-ticket-import = Import of tickets
audit-worker-import = { $outcome ->
    [refused] { $actor } was not allowed to import workers.
   *[other] { $actor } began an import of workers.
}
audit-ticket-import = { $outcome ->
    [refused] { $actor } was not allowed to import tickets.
   *[other] { $actor } began an import of tickets.
}
import-template = Empty table
import-worker = Worker
import-workers-title = Import workers
import-workers-text = From a list that you have: CSV or an Excel workbook. First you see row by row what will happen; nothing is written before you say so.
import-workers-back = Workers
import-workers-what = Crew, roles and contractor
import-workers-after = See the workers
import-workers-existing = Workers who are there already
import-workers-existing-hint = They are known by their reference, or else by their name. Empty cells change nothing.
import-tickets-title = Import tickets
import-tickets-text = From a list that you have. The workers must be there; import them first. Each ticket waits to be approved afterwards.
import-tickets-back = Tickets
import-tickets-what = Ticket
import-tickets-after = See what waits
import-days = How are days written?
import-days-file = The file says it
import-days-day_first = Day first: 31/01/2026
import-days-month_first = Month first: 01/31/2026
import-days-hint = Only for days such as 01/02/2026. Excel’s own dates and 2026-02-01 need nothing.
import-heading-name = Name
import-heading-reference = Reference
import-heading-email = Email
import-heading-contractor = Contractor
import-heading-crew = Crew
import-heading-type = Type
import-heading-number = Number
import-heading-issuer = Issuer
import-heading-issued_on = Issued on
import-heading-expires_on = Expires on
import-about-name = The worker’s name: name, nombre, trabajador, nome, trabalhador …
import-about-reference = What you know him by elsewhere, such as his number in the payroll: reference, employee number, número de empleado, matrícula …
import-about-email = email, correo electrónico …
import-about-contractor = A contractor that is there, by its name; empty for your own people.
import-about-crew = A crew that is there, by its name.
import-about-type = Must be there. A type of tickets, by its code or its name.
import-about-number = What its issuer calls it. By worker, type and number a ticket is known again.
import-about-issuer = issuer, provider, emisor, entidad, emissor …
import-about-issued_on = The first day.
import-about-expires_on = The last day. Empty: worked out from the type, or none.
client-import-field-reference = reference
client-import-field-email = email
client-import-field-contractor = contractor
client-import-field-crew = crew
client-import-field-type = type
client-import-field-number = number
client-import-field-issuer = issuer
client-import-field-issued_on = first day
client-import-field-expires_on = last day
problem-duplicate_worker = The same worker stands further up in the file.
problem-worker_already_there = This worker is there already and differs.
problem-several_workers = Several workers have this name: give the reference.
problem-unknown_crew = There is no crew of this name. Make it first.
problem-unknown_contractor = There is no contractor of this name. Make it first.
problem-reference_taken = Another worker, whom you may not see, has this reference.
problem-out_of_sight = You do not see all workers: name a crew that you supervise, or a contractor whose people you manage.
problem-unknown_worker = You see no such worker. Import the workers first.
problem-worker_missing = This row names no worker: give the reference.
problem-unknown_type = There is no type of tickets with this code or name. Make it first.
problem-day = This is no day of the years 1900 to 2199.
problem-ambiguous_day = The day could be the month: say above which comes first.
problem-duplicate_ticket = The same ticket stands further up in the file.
problem-ticket_already_there = The worker has this ticket already, and it differs. Correct or renew that one.
problem-issued_on_required = Give the day of issue, or the last day.
problem-before_issue = The last day comes before the day of issue.
## What else ends
alerts-kinds = About what
alerts-kind-all = All
alerts-kind-certificate = Certificates
alerts-kind-ticket = Tickets
alerts-kind-invitation = Invitations
alerts-kind-api_token = API tokens
alerts-kind-kek = Keys
alerts-what = What ends
alerts-state-closed = Closed
kind-ticket = Ticket
kind-invitation = Invitation
kind-api_token = API token
kind-kek = Encryption key
alert-kek = Encryption key
alert-kek-text = What is new is sealed under this key, and it reaches its age. Whoever runs the server rotates it with “credenza kek rotate”; nothing has to be sealed anew by you.
alert-place-certificate = To the certificate
alert-place-ticket = To the worker
alert-place-invitation = To the members
alert-place-api_token = To the API tokens
alert-called-invitation = Invitation of { $what }
alert-called-api_token = API token “{ $what }”
alert-called-kek = Encryption key { $what }
mail-ending-text-ticket = A ticket of somebody who works for { $organization } comes to its end. Please see to its renewal.
mail-ending-text-invitation = Somebody was invited to { $organization } and has not accepted yet. The invitation comes to its end. Send it again if it still counts.
mail-ending-text-api_token = A program’s access to { $organization } comes to its end. Make another token in time, and give the program that one.
mail-ending-text-kek = The key under which { $organization } seals what is new reaches its age. Whoever runs the server rotates it with “credenza kek rotate”.
mail-ending-text-escalation-other = Something of { $organization } comes to its end, and nobody has said that he sees to it. You are told as an administrator.
mail-ending-subject-digest-other = { $count ->
    [one] One thing at { $organization } needs attention
   *[other] { $count } things at { $organization } need attention
}
mail-ending-text-digest-other = All this at { $organization } comes to its end. Please see to it.
mail-ending-why-other = You are told because it is yours to see to at { $organization }.
calendar-event-ends-other = { $what }: ends
calendar-event-ended-other = { $what }: has ended
action-kek-read = Key looked at
action-ticket-decide_alert = Alert of a ticket decided
action-invitation-decide_alert = Alert of an invitation decided
action-api_token-decide_alert = Alert of an API token decided
action-kek-decide_alert = Alert of a key decided
audit-kek-read = { $outcome ->
    [refused] { $actor } was refused a look at the age of keys.
   *[other] { $actor } looked at the age of keys.
}
audit-ticket-decide_alert = { $actor } decided about the alert of { $object }.
audit-invitation-decide_alert = { $actor } decided about the alert of { $object }.
audit-api_token-decide_alert = { $actor } decided about the alert of { $object }.
audit-kek-decide_alert = { $actor } decided about the alert of { $object }.
dashboard-others = Also today
## Readiness
nav-readiness = Readiness
readiness-title = Who may work where
readiness-about = What each site needs, held against the tickets that people have today.
readiness-which = Outlook
readiness-looked = { $count ->
    [one] One worker
   *[other] { $count } workers
  }
readiness-sites = Sites
readiness-empty-title = No sites yet
readiness-empty-text = A site says which tickets it takes to work there. Then you see here who is ready, and who is not and why.
readiness-needs = Needed here: { $types }.
readiness-needs-none = Nothing is needed here yet, so everybody may work.
readiness-needs-edit = Change what is needed
readiness-needs-title = What { $site } needs
readiness-needs-legend = Tickets that everybody needs here
readiness-needs-hint = Who lacks one of them, or whose ticket is not good, may not work here.
readiness-no-types = There are no types of tickets yet.
readiness-none = No worker answers to this.
readiness-verdict = May work
readiness-why = Why, or until when
readiness-missing = Missing
readiness-until = Until { $date } ({ $type })
readiness-no-end = No end
outlook-not_ready = Not today
outlook-within_7 = Less than 7 days
outlook-within_30 = Less than 30 days
outlook-within_60 = Less than 60 days
outlook-ready = Ready
outlook-count-not_ready = { $count } not today
outlook-count-within_7 = { $count } for less than 7 days
outlook-count-within_30 = { $count } for less than 30 days
outlook-count-within_60 = { $count } for less than 60 days
outlook-count-ready = { $count } ready
## What vouches for the audit log

seal-title = Who vouches for it
seal-text = The log is signed again and again by a signer that can only add to it. Its public key, which you should also have from the operator by another way, verifies an export.
seal-key = Public key of the log
seal-copy-key = Copy the public key
seal-last = Last checkpoint
seal-covers = { $size } entries of epoch { $epoch }
seal-root = Root
seal-none = There is none yet
seal-witnesses = Witnesses
seal-no-witness = Nobody outside cosigns this log. With a witness, not even the operator could show two different logs.
seal-witness-text = Somebody else, with a key of his own, sees each checkpoint and cosigns those that grow from the last one. Have his public key from him.
seal-saw = Saw { $size } entries
seal-state-cosigned = Cosigned
seal-state-waiting = Is asked
seal-state-away = Does not answer
seal-state-refuses = Refuses
seal-state-former = No longer asked

## Wallets
pass-wallet = In a wallet
action-credential-issue = Credentials for a wallet issued
action-credential-take = Own credentials for a wallet taken
action-pass-renew = Pass renewed by its phone
audit-credential-issue = { $outcome ->
    [intent] { $actor } is about to issue credentials for a wallet: { $object }.
    [failed] { $actor } could not issue credentials for a wallet: { $object }.
   *[other] { $actor } issued credentials for a wallet: { $object }.
}
audit-credential-take = { $outcome ->
    [intent] { $actor } is about to take credentials for his own wallet: { $object }.
    [failed] { $actor } could not take credentials for his own wallet: { $object }.
   *[other] { $actor } took credentials for his own wallet: { $object }.
}
audit-pass-renew = { $outcome ->
    [intent] The pass { $object } is about to be renewed for its phone.
    [failed] The pass { $object } could not be renewed for its phone.
    [refused] The pass { $object } was not renewed for its phone.
   *[other] The pass { $object } was renewed for its phone.
}
## Scanners and the gate log
nav-gate = Gate
permission-scanner-manage = Enrol scanners and revoke them
permission-gate_log-read = See the gate log of the workers one sees
action-scanner-read = Scanners seen
action-scanner-create = Scanner made
action-scanner-invite = Link for a scanner made
action-scanner-enroll = Scanner enrolled
action-scanner-revoke = Scanner revoked
action-gate-scan = Pass checked at a gate
action-gate-fork = Scanner’s log told in two ways
action-gate_log-read = Gate log seen
audit-scanner-read = { $actor } looked at the scanners.
audit-scanner-create = { $outcome ->
    [refused] { $actor } was not allowed to make a scanner.
   *[done] { $actor } made the scanner { $object }.
}
audit-scanner-invite = { $outcome ->
    [refused] { $actor } was not allowed to make a link for the scanner { $object }.
   *[done] { $actor } made a link for the scanner { $object }.
}
audit-scanner-enroll = A phone was enrolled as the scanner { $object }.
audit-scanner-revoke = { $outcome ->
    [refused] { $actor } was not allowed to revoke the scanner { $object }.
   *[done] { $actor } revoked the scanner { $object }.
}
audit-gate-scan = The scanner { $object } checked a pass.
audit-gate-fork = The scanner { $object } brought another log than it had brought before. It was not taken.
audit-gate_log-read = { $actor } looked at the gate log.
client-act-scanner-create = You are about to make the scanner “{ $other }”. Who follows its link has the gate’s authority.
client-do-scanner-create = Make scanner
client-act-scanner-invite = You are about to make a link for “{ $other }”. The phone that follows it takes the place of the present one.
client-do-scanner-invite = Make link
problem-scanner_revoked = This scanner’s authority was taken away for good; make another scanner.
shown-once-code = Code to scan with the phone
scanners-title = Scanners
scanners-text = Phones that stand at this site’s gate. They know what the site requires, say go or no-go with no signal, and keep a log.
scanners-none = No phone has this site’s authority yet. Make a scanner, and scan its code with the phone: Enrol this phone.
scanner-state-invited = Waits for a phone
scanner-state-enrolled = Enrolled
scanner-state-revoked = Revoked
scanner-forked = Its log was told in two ways
scanner-epoch = Enrolment { $epoch }
scanner-records = { $count ->
    [one] 1 record
   *[other] { $count } records
}
scanner-seen = seen
scanner-bundle = up to date
scanner-no-phone = No phone has followed its link.
scanner-made = Made
scanner-link-until = Link good until
scanner-again = Enrol anew
scanner-link = New link
scanner-revoke = Revoke
scanner-revoke-sure = Revoke for good
scanner-new = New scanner
scanner-name = Name
scanner-name-hint = Where it stands, or which phone it is.
scanner-create = Make scanner
scanner-limit = What holds at the gate
scanner-limit-label = At the most
scanner-limit-none = A day, as everywhere
scanner-limit-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
scanner-limit-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
scanner-limit-hint = Beyond it, scanners here cannot tell. Shorter is stricter, and takes signal more often.
scanner-limit-saved = Saved. Scanners know it when they next have signal.
scanner-know-key = The key is made in the phone and cannot leave it. A link is good for one phone, for 15 minutes.
scanner-know-log = Each check is signed, comes in its order, once, and has an entry in the audit log.
scanner-know-revoke = A phone that is lost: revoke its scanner. It does nothing any more at its next request.
gate-log-title = Gate log
gate-log-text = What scanners said at the gates, as they signed it.
gate-scanner = Scanner
gate-decision = Decision
gate-verdict = Pass
gate-worker = Worker
gate-where = Where
gate-when = When
gate-nobody = Nobody of yours
gate-compared = face compared
gate-missing = Missing: { $types }
gate-doubtful = Not certain; received
gate-empty-title = No scans yet
gate-empty-text = When a scanner of a site checks a pass, what it said is here as soon as it has signal.
gate-none-text = No scan fits these filters.
gate-csv-received = Received
gate-csv-epoch = Enrolment
gate-csv-number = Number
gate-csv-pass = Pass id
gate-csv-reason = Reason
gate-csv-assurance = Assurance
gate-csv-missing = Missing
gate-csv-hash = SHA-256
gate-decision-go = Go
gate-decision-no_go = No-go
gate-decision-cannot_tell = Cannot tell
gate-verdict-valid = Valid
gate-verdict-expiring = Ends soon
gate-verdict-expired = Expired
gate-verdict-revoked = Revoked
gate-verdict-suspended = Suspended
gate-verdict-not_yet_valid = Not valid yet
gate-verdict-unknown_issuer = Unknown issuer
gate-verdict-forged = Forged
gate-verdict-stale = Out of date
gate-verdict-cannot_tell = Cannot tell
gate-reason-good = The organization vouches for it
gate-reason-ends_soon = A ticket ends within 30 days
gate-reason-not_a_pass = Not a pass, or altered
gate-reason-unknown_key = Nobody who is trusted issued it
gate-reason-key_distrusted = Its key is not trusted any more
gate-reason-trust_ended = The list of trusted keys had ended
gate-reason-bad_signature = Altered, or not issued by the organization
gate-reason-not_its_key = Not issued by the organization that it names
gate-reason-not_understood = It says what the scanner does not know
gate-reason-clock_behind = The scanner’s clock was behind
gate-reason-clock_ahead = The scanner’s clock was ahead, or the pass very old
gate-reason-not_yet = It begins later
gate-reason-pass_ended = The pass had ended
gate-reason-tickets_ended = No ticket on it was good
gate-reason-no_device_key = Made for no phone, and shown as if it were
gate-reason-bad_device_signature = Shown by another phone
gate-reason-shown_too_long_ago = The code was old
gate-reason-clocks_disagree = The two phones disagreed about the time
gate-reason-other_challenge = It did not answer the scanner
gate-reason-replayed = Shown before
gate-reason-revoked = The organization revoked it
gate-reason-suspended = The organization suspended it
gate-reason-not_in_list = The status list did not tell of it
gate-reason-status_too_old = What was known was too old
## The calendar of all ends
calendar-months = Period
calendar-span = { $count } months
calendar-needing = What needs somebody
calendar-needless = Also what needs nobody any more
calendar-status = How it stands
calendar-ended = Ended
calendar-ahead = Still to end
calendar-by-type = By type
calendar-by-subject = By kind
calendar-by-customer = By customer
calendar-by-crew = By crew
calendar-by-worker = By worker
calendar-head-type = Type
calendar-head-subject = What ends
calendar-head-customer = Customer
calendar-head-crew = Crew
calendar-head-worker = Worker
calendar-without-customer = Without a customer
calendar-without-crew = Without a crew
calendar-without-worker = No worker’s
dashboard-calm = Nothing waits for you today.
dashboard-kind-ended = { $count ->
    [one] 1 has ended
   *[other] { $count } have ended
}
dashboard-kind-soon = { $count ->
    [one] 1 ends within 7 days
   *[other] { $count } end within 7 days
}
dashboard-kind-month = { $count ->
    [one] 1 ends in 8 to 30 days
   *[other] { $count } end in 8 to 30 days
}
## Photos of workers and restricted fields
permission-worker-read_medical = See what is kept of workers’ health
permission-worker-write_medical = Keep and remove what tells of workers’ health
permission-worker-read_government_id = See workers’ government ids
permission-worker-write_government_id = Keep and remove workers’ government ids
action-photo-keep = Photo of a worker kept
action-photo-remove = Photo of a worker removed
action-photo-view = Photo of a worker looked at
action-photo-print = Photo of a worker printed
action-worker-read_medical = Health of a worker read
action-worker-keep_medical = Health of a worker kept
action-worker-remove_medical = Health of a worker removed
action-worker-read_government_id = Government id read
action-worker-keep_government_id = Government id kept
action-worker-remove_government_id = Government id removed
action-worker-export = Sealed record of a worker exported
audit-photo-keep = { $actor } kept a photo of the worker { $object }.
audit-photo-remove = { $actor } removed the photo of the worker { $object }.
problem-not_photo = This is no photo (JPEG, PNG).
problem-photo_too_large = The photo is larger than 1 MiB. 600 by 800 pixels are enough.
problem-photo_too_many_pixels = The photo has more than 13 million pixels. 600 by 800 pixels are enough.
problem-photo_colours = The photo is transparent, interlaced, or made for a press. Save it as an ordinary JPEG.
problem-restricted_length = Write something: up to 4,000 characters of somebody’s health, up to 64 of a government id.
problem-text_control = Write this without control characters.
client-act-worker-read_medical = You are about to see what is kept of the health of { $other }.
client-act-worker-keep_medical = You are about to keep something of the health of { $other }. What was there is destroyed.
client-act-worker-remove_medical = You are about to destroy what is kept of the health of { $other }.
client-act-worker-read_government_id = You are about to see the government id of { $other }.
client-act-worker-keep_government_id = You are about to keep a government id of { $other }. What was there is destroyed.
client-act-worker-remove_government_id = You are about to destroy the government id of { $other }.
client-do-worker-read_medical = Show
client-do-worker-keep_medical = Keep
client-do-worker-remove_medical = Remove
client-do-worker-read_government_id = Show
client-do-worker-keep_government_id = Keep
client-do-worker-remove_government_id = Remove
photo-of = Photo of { $name }
photo-add = Add a photo
photo-replace = Change the photo
photo-file = Photo (JPEG or PNG)
photo-hint = The face, from the front. It is made smaller before it is sent; where and with what it was taken is left out. Passes name it from then on.
photo-keep = Keep
photo-remove = Remove the photo
restricted-title = Restricted
restricted-text = Sealed by itself, and in no list, pass or mail. Each look takes your password or passkey, and is in the audit log.
restricted-medical = Health
restricted-government_id = Government id
restricted-none = Nothing is kept.
restricted-kept = Kept { $date }
restricted-kept-by = Kept { $date } by { $name }
restricted-blind = Your role may keep it and remove it, and is not shown whether there is one.
restricted-show = Show
restricted-write = Write
restricted-write-hint-medical = Up to 4,000 characters. It takes the place of what is there.
restricted-write-hint-government_id = One line of up to 64 characters. It takes the place of what is there.
restricted-keep = Keep
restricted-remove = Remove
restricted-noscript = Restricted fields ask for your password again, and need JavaScript for that. The API can do it too.
audit-photo-view = { $outcome ->
    [intent] { $actor } is about to look at the photo of the worker { $object }.
    [failed] { $actor } tried to look at the photo of the worker { $object }, and it failed.
   *[done] { $actor } looked at the photo of the worker { $object }.
}
audit-photo-print = { $outcome ->
    [intent] { $actor } is about to print the photo of the worker { $object }.
    [failed] { $actor } tried to print the photo of the worker { $object }, and it failed.
   *[done] { $actor } printed the photo of the worker { $object } on a card.
}
audit-worker-read_medical = { $outcome ->
    [intent] { $actor } is about to see what is kept of the health of the worker { $object }.
    [refused] { $actor } was not allowed to see what is kept of the health of the worker { $object }.
    [failed] { $actor } tried to see what is kept of the health of the worker { $object }, and it failed.
   *[done] { $actor } saw what is kept of the health of the worker { $object }.
}
audit-worker-read_government_id = { $outcome ->
    [intent] { $actor } is about to see the government id of the worker { $object }.
    [refused] { $actor } was not allowed to see the government id of the worker { $object }.
    [failed] { $actor } tried to see the government id of the worker { $object }, and it failed.
   *[done] { $actor } saw the government id of the worker { $object }.
}
audit-worker-export = { $outcome ->
    [intent] Something sealed of { $object } is about to leave with an export of { $actor }.
    [failed] Something sealed of { $object } was to leave with an export of { $actor }, and it failed.
   *[done] Something sealed of { $object } left with an export of { $actor }.
}
audit-worker-keep_medical = { $outcome ->
    [refused] { $actor } was not allowed to keep something of the health of the worker { $object }.
   *[done] { $actor } kept something of the health of the worker { $object }.
}
audit-worker-remove_medical = { $outcome ->
    [refused] { $actor } was not allowed to remove what is kept of the health of the worker { $object }.
   *[done] { $actor } removed what was kept of the health of the worker { $object }.
}
audit-worker-keep_government_id = { $outcome ->
    [refused] { $actor } was not allowed to keep a government id of the worker { $object }.
   *[done] { $actor } kept a government id of the worker { $object }.
}
audit-worker-remove_government_id = { $outcome ->
    [refused] { $actor } was not allowed to remove the government id of the worker { $object }.
   *[done] { $actor } removed the government id of the worker { $object }.
}
client-act-ticket-approve = You are about to approve: { $other }.
client-do-ticket-approve = Approve
client-act-ticket-send_back = You are about to send back: { $other }.
client-do-ticket-send_back = Send back
client-act-ticket-suspend = You are about to suspend: { $other }.
client-do-ticket-suspend = Suspend
client-act-ticket-reinstate = You are about to reinstate: { $other }.
client-do-ticket-reinstate = Reinstate
client-act-ticket-revoke = You are about to revoke: { $other }. That is for good.
client-do-ticket-revoke = Revoke
## Ladders, one for each kind

alert-settings-when = Hour and working days
alert-settings-zone = In the time zone { $zone }, for all kinds.
alert-settings-zone-change = Change the time zone
alert-settings-days-hint = What falls on a day off is told on the working day before; after the end, on the next one.
alert-settings-no-days = Choose an hour and at least one working day.
ladders-title = Ladders
ladder-before = Before the end
ladder-after = After the end
ladder-administrators = Administrators
ladder-usual = (usual)
ladder-of-type = Tickets: { $type }
ladder-steps = { $steps } days
ladder-repeats = { $days ->
    [0] Not again
    [one] Every day, until acknowledged
    [7] Every week, until acknowledged
   *[other] Every { $days } days, until acknowledged
}
ladder-escalates = { $days ->
    [0] Not told
    [one] Told after 1 day without acknowledgement
   *[other] Told after { $days } days without acknowledgement
}
ladder-new = A ladder for one type of tickets
ladder-choose = Choose a type
ladder-begin = Begin
ladder-title = When people are told: { $what }
ladder-form = The ladder
ladder-field-steps-hint = Up to 12 different numbers, with blanks between. 0 is the last day. Usual: { $usual }
ladder-field-repeat = Again after the end, every so many days
ladder-field-repeat-hint = Until somebody acknowledges it. 7 is each week, 0 is never.
ladder-field-escalate = Tell the administrators after so many days
ladder-field-escalate-hint = When nobody has said that he sees to it. 0 is never.
ladder-hour-elsewhere = The hour and the working days are the same for all ladders:
ladder-reset = Back to what is usual
ladder-preview = What that means
ladder-ends = For an end on
ladder-show = Show
ladder-lead-certificate = Of a certificate that ends on { $date }, people are told on:
ladder-lead-ticket = Of a ticket whose last day is { $date }, people are told on:
ladder-lead-invitation = Of an invitation that ends on { $date }, people are told on:
ladder-lead-api_token = Of an API token that ends on { $date }, people are told on:
ladder-lead-kek = Of a key that reaches its age on { $date }, people are told on:
ladder-day-off = { $day } is a day off
ladder-escalation = If nobody sees to it, the administrators on { $date }
ladder-goes-on = And so on, until somebody acknowledges it.
ladder-none = Nothing can be shown until the numbers are right.
ladder-error-step = “{ $step }” is no number of days from 0 to 730.
ladder-error-twice = { $step } is there twice.
ladder-error-no-steps = Give at least one number of days.
ladder-error-many = Give at most 12 numbers.
ladder-error-days = Give a whole number of days from 0 to 730.

## What nobody answers about

ladder-field-unanswered = When nobody answers whether it was revoked, tell after so many days
ladder-field-unanswered-hint = Issuers are asked every day. In one mail for all of them, once, until there is an answer. 0 is never.
mail-ending-subject-unanswered = { $count ->
    [one] Not known whether it was revoked: { $what }
   *[other] Not known whether { $count } certificates were revoked
}
mail-ending-text-unanswered = Whoever issued these certificates, which { $organization } keeps, has not answered for days whether they were revoked. Ask there before you rely on them. You are not told of it again until there was an answer.
mail-ending-unanswered = no answer since { $date }
webhook-unanswered-title = Not known whether it was revoked: { $what }
webhook-kind-revocation = revocation
webhook-kind-unanswered = no answer
dashboard-concerns = Revoked, or nobody answers
dashboard-concerns-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
dashboard-revoked = Revoked
dashboard-revoked-advice = Ask its holder for a new one
dashboard-unanswered = No answer
dashboard-unanswered-advice = Ask its issuer whether it was revoked

## The firm's logo

audit-organization-set_logo = { $actor } changed the organization’s logo.
action-organization-set_logo = Logo changed
logo-title = Logo
logo-text = It stands in the mails of your organization, and on the pages that your customers and those whom you invite open by a link.
logo-present = The present logo
logo-file = A picture
logo-other = Another picture
logo-hint = PNG or JPEG, at most 128 KiB and 1,200 pixels a side. It is shown on white. What the file tells of the camera, the place and the moment is left behind.
logo-set = Upload
logo-remove = Remove the logo
problem-logo_too_large = Send a picture of at most 128 KiB and 1,200 pixels a side.
problem-logo_no_picture = Send a PNG or a JPEG.

## Photos at the gate

scanner-photos = Faces at the gate
scanner-photos-hint = This site’s scanners carry the photos of those whose crew belongs to it, and show one beside the verdict when its pass is read, also without signal. On the phone each is sealed: only its pass opens it.
action-photo-carry = Photo for a scanner
audit-photo-carry = { $outcome ->
    [intent] The photo of { $object } is about to be sealed for a scanner of the site.
    [failed] The photo of { $object } could not be sealed for a scanner of the site.
   *[other] The photo of { $object } was sealed for a scanner of the site.
}

## Typed codes in the gate log

gate-typed = Typed code
gate-csv-code = Typed code
gate-code-valid = The ticket was in force; whose it was, a code does not say
gate-code-expiring = It was, and ended soon; whose it was, a code does not say
gate-code-expired = The ticket had ended
gate-code-not_yet_valid = The ticket was not in force yet
gate-code-suspended = The ticket was suspended
gate-code-revoked = The ticket was revoked
gate-code-superseded = Another ticket had taken its place
gate-code-unknown = No ticket had this code

## How the tickets of workers stand

workers-tickets-none = None at all
workers-tickets-expired = Something expired
workers-tickets-expiring = Something ends in 30 days
workers-tickets-pending = Something to approve
workers-tickets-stopped = Suspended or revoked
workers-tickets-in_force = All in force
worker-own-pass = My pass
## Roles and tasks of work
duties-title = Roles and tasks
duties-text = Which tickets people need for what they do, wherever they do it.
duties-role = Roles
duties-task = Tasks
duties-about-role = What somebody is by his work, such as scaffolder or forklift driver. Whoever has the role needs its tickets at every site.
duties-about-task = What is done today, such as hot work or confined-space entry. Choose it on the board, and see who may do it.
duty-new-role = New role
duty-new-task = New task
duty-edit-role = Edit role
duty-edit-task = Edit task
duty-needs = Needed tickets
duty-needs-none = None
duty-needs-role = Tickets that everybody with this role needs
duty-needs-task = Tickets that everybody needs for this task
duty-role-hint = Enrolled scanners go by the roles that a pass states. A pass from before there were roles states none: gates then say “no decision” until it is taken anew. Phones do that when the pass is opened with signal; printed passes have to be printed again.
duty-remove-role = Remove the role
duty-remove-task = Remove the task
duty-remove-text-role = Nobody has it.
duty-remove-text-task = Nobody can be held against it any more.
duty-held = { $count ->
    [one] { $count } worker has this role. Take it from him before you remove it.
   *[other] { $count } workers have this role. Take it from them before you remove it.
}
duty-see-workers = Show the workers
record-error-separator = Use no semicolons and no bars: in tables, they stand between names.
record-error-too_many = Choose at most 50.
record-error-many_work_roles = Choose at most 20 roles.
worker-role = Role
worker-roles = Roles
worker-roles-hint = What he is by his work. Each role asks for its tickets at every site.
worker-sites-title = Where he may work
worker-sites-title-yours = Where you may work
worker-site-own = His crew works here
worker-site-own-yours = Your crew works here
asked-by = for { $who }
asked-by-site = the site
asked-by-role = the role { $name }
asked-by-task = the task { $name }
readiness-people = People
readiness-people-site = Of each site
readiness-people-all = Everybody
readiness-task = Task
readiness-task-none = No task
readiness-for-task = For the task { $task }.
readiness-task-needs = The task { $task } also needs: { $types }.
readiness-own-people = Each site counts the people of its own crews.
readiness-of-no-site = { $count ->
    [one] { $count } worker is of no site.
   *[other] { $count } workers are of no site.
}
readiness-show-all = Show everybody
readiness-nobody = No crew with people works here.
import-about-roles = Names of roles, with a semicolon between them; they must be there. Roles in the file take the place of those he has.
problem-unknown_role = There is no role of this name; make it first.
problem-many_work_roles = A worker has at most 20 roles.
audit-duty-create = { $actor } made the role or task { $object }.
audit-duty-update = { $actor } changed the role or task { $object }, or the tickets that it needs.
audit-duty-delete = { $actor } removed the role or task { $object }.
action-duty-create = Role or task made
action-duty-update = Role or task changed
action-duty-delete = Role or task removed
import-heading-roles = Roles
client-import-field-roles = roles

## Work at the gate
gate-task = Task: { $name }
gate-csv-task = Task
## What was gathered in chats
webhook-state-silent = seen to before it went
webhook-know-gathered = Programs take each event by itself. A room in Slack or Teams gets one message when there are more than three at once.

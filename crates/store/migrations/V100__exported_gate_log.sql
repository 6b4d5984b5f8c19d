-- Why: an export of the organization has the gate log as scanners signed it, with what it takes to verify it: the public key of each
-- enrolment, and what its log begins with. Neither is a secret: whoever finds an epoch by its beginning needs the server's key as well.
GRANT SELECT (point, start) ON credenza.scanner_epochs TO credenza_app;

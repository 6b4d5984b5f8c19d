-- Why: PostgreSQL puts a function of one SQL expression into the statement that calls it, unless the function pins its search_path; then
-- it is planned again for each statement, which for an upload was a fifth of all that the database did (docs/PERFORMANCE.md). What such
-- a body names was looked up when it was written, so there is nothing to pin. They have no rights of their own.
ALTER FUNCTION credenza.fold(text) RESET search_path;
ALTER FUNCTION credenza_private.renews(credenza.certificates, credenza.certificates) RESET search_path;
ALTER FUNCTION credenza_private.may_replace(credenza.certificates, credenza.certificates) RESET search_path;

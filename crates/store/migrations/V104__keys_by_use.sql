-- Why: of the policies of a table that let a row be seen, PostgreSQL asks one after the other until one says yes, and begins with the
-- name that sorts last. Each of these looks up whose the object is, so the order is what a download costs: that of a file came behind
-- those of cards, restricted fields, photos and passwords (docs/PERFORMANCE.md). What is opened most comes first.
ALTER POLICY open_file ON credenza.object_keys RENAME TO take_file;
ALTER POLICY open_password ON credenza.object_keys RENAME TO reveal_password;

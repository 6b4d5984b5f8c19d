-- Why: a row of an import that has no reference is held against the workers of its name, whatever the case. Policies are asked first,
-- and of what was asked with lower(), which PostgreSQL cannot know to be discreet, no index helps: for each of ten thousand rows all
-- workers were looked through, some twenty milliseconds each. Of a column it does (docs/adr/0047-where-the-time-went.md).
ALTER TABLE credenza.workers ADD COLUMN folded_name text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED;
CREATE INDEX workers_by_folded_name ON credenza.workers (org_id, folded_name);

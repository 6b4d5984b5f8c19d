-- Why: a site says which tickets it takes to work there; who may work where follows from it (docs/adr/0029-readiness.md).

CREATE TABLE credenza.site_requirements (
    org_id  uuid NOT NULL,
    site_id uuid NOT NULL,
    type_id uuid NOT NULL,
    PRIMARY KEY (org_id, site_id, type_id),
    FOREIGN KEY (org_id, site_id) REFERENCES credenza.sites (org_id, id) ON DELETE CASCADE,
    -- A type that is needed somewhere is not deleted: nobody would be refused for the want of it any more.
    FOREIGN KEY (org_id, type_id) REFERENCES credenza.ticket_types (org_id, id)
);
CREATE INDEX site_requirements_by_type ON credenza.site_requirements (org_id, type_id);

ALTER TABLE credenza.site_requirements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON credenza.site_requirements FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('worker.read')));
CREATE POLICY add ON credenza.site_requirements FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org_with('site.manage')));
CREATE POLICY remove ON credenza.site_requirements FOR DELETE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('site.manage')));
GRANT SELECT, INSERT, DELETE ON credenza.site_requirements TO credenza_app;

-- Why: the pages and mails speak Portuguese too.

ALTER TABLE credenza.organizations
    DROP CONSTRAINT organizations_locale_check,
    ADD CONSTRAINT organizations_locale_check CHECK (locale IN ('en', 'es', 'pt'));
ALTER TABLE credenza.alert_preferences
    DROP CONSTRAINT alert_preferences_locale_check,
    ADD CONSTRAINT alert_preferences_locale_check CHECK (locale IN ('en', 'es', 'pt'));
ALTER TABLE credenza.renewal_links
    DROP CONSTRAINT renewal_links_locale_check,
    ADD CONSTRAINT renewal_links_locale_check CHECK (locale IN ('en', 'es', 'pt'));

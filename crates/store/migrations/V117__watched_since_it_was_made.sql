-- Why: a step that was due when a person made something, and said when it ends, is not told (docs/adr/0033-alert-subjects.md). What was there when
-- this kind began to be watched (V73) is watched since then, as if somebody had made it at that moment. It was made before, so that what
-- is due of it is told.
UPDATE credenza.alerts a SET watched_from = i.sent_at
    FROM credenza.invitations i
    WHERE a.subject = 'invitation' AND i.org_id = a.org_id AND i.id = a.subject_id AND i.sent_at < a.watched_from;
UPDATE credenza.alerts a SET watched_from = t.created_at
    FROM credenza.api_tokens t
    WHERE a.subject = 'api_token' AND t.org_id = a.org_id AND t.id = a.subject_id AND t.created_at < a.watched_from;
UPDATE credenza.alerts a SET watched_from = k.created_at
    FROM credenza.keks k
    WHERE a.subject = 'kek' AND k.org_id = a.org_id AND k.id = a.subject_id AND k.created_at < a.watched_from;

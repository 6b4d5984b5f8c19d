-- system: a set-up link
SELECT system.add_setup_token(sha256('late'));
-- system: an organization
SELECT system.create_organization(:new_org, 'Este', 'es', 'UTC', :new_member, :new_user, :email, 'Ana', :phc, :new_kek,
    decode(repeat('07', 48), 'hex'), '{"admin": ["customer.read"]}', NULL, :request, '{}');
-- system: organizations of the account
SELECT count(*) FROM system.find_account(:email);
-- system: a refused sign-in
SELECT FROM system.record_refused_sign_in(:email, :request, '{}');
-- system: a stronger hash
SELECT system.rehash_password(user_id, phc, phc || 'b') FROM system.find_account(:email) LIMIT 1;
-- system: which is in place
SELECT right(phc, 1) FROM system.find_account(:email) LIMIT 1;
-- system: a sign-in
SELECT expires_at - now() FROM system.open_session(:org, :new_session, :member, sha256('flow'), sha256('first'), '{pwd}', NULL, 'test',
    '127.0.0.1', :request, '{}');
-- system: a refresh
SELECT verdict FROM system.refresh_session(sha256('first'), sha256('second'), '10 seconds', :request);
-- system: the same again
SELECT verdict FROM system.refresh_session(sha256('first'), sha256('third'), '10 seconds', :request);
-- system: the next
SELECT verdict FROM system.refresh_session(sha256('second'), sha256('fourth'), '10 seconds', :request);
-- system: a sign-in with the same browser
SELECT FROM system.replace_session(sha256('gone'));
-- system: what a new password takes
SELECT count(*) FROM system.password_challenge('flow');
-- system: a link for a new password
SELECT FROM system.issue_reset((SELECT user_id FROM system.find_recipient(:email)), :new_reset, sha256('reset'), '1 hour',
    :new_object, decode(repeat('0a', 40), 'hex'), :request);
-- system: whose link it is
SELECT count(*) FROM system.find_reset(sha256('reset'));
-- system: a new password by link
SELECT system.reset_password(sha256('reset'), '$argon2id$reset', :new_customer, decode(repeat('0a', 40), 'hex'), '1 hour', :request);
-- system: the same link again
SELECT system.reset_password(sha256('reset'), '$argon2id$reset', :new_proof, decode(repeat('0a', 40), 'hex'), '1 hour', :request);
-- system: the session after it
SELECT count(*) FROM system.password_challenge('flow');
-- system: another sign-in
SELECT expires_at - now() FROM system.open_session(:org, :new_download, :member, sha256('flows'), sha256('fifth'), '{pwd}', (SELECT max(changed_at) FROM system.find_account(:email)), 'test',
    '127.0.0.1', :request, '{}');
-- system: one by the password of before
SELECT count(*) FROM system.open_session(:org, :new_proof, :member, sha256('old'), sha256('old'), '{pwd}', 'epoch', 'test',
    '127.0.0.1', :request, '{}');
-- system: a new password without the proof that who has a passkey gives
SELECT system.change_password('flows', '$argon2id$reset', '$argon2id$new', :new_kek, sha256('flow'), sha256('sixth'),
    :new_certificate, decode(repeat('0a', 40), 'hex'), '1 hour', :request, 'passkey');
-- system: a step-up for it
SELECT system.grant_step_up('flows', :new_customer, sha256('passkey'), 'account.password_change', :member_label, 'pop',
    '1 minute', :request) - now();
-- system: a new password
SELECT system.change_password('flows', '$argon2id$reset', '$argon2id$new', :new_kek, sha256('flow'), sha256('sixth'),
    :new_certificate, decode(repeat('0a', 40), 'hex'), '1 hour', :request, 'passkey');
-- system: one of which the old is not known
SELECT system.change_password('flow', '$argon2id$reset', '$argon2id$newer', :new_org, sha256('x'), sha256('seventh'),
    :new_org, decode(repeat('0a', 40), 'hex'), '1 hour', :request, NULL);
-- system: to whom it is told
SELECT count(*) FROM system.recipient_of(:org, :member);
-- system: a mail of nobody
SELECT FROM system.queue_mail(:new_user, decode(repeat('0a', 40), 'hex'), '1 hour');
-- system: links that are over
SELECT system.forget_resets();
-- system: sessions that are over
SELECT system.forget_sessions(10);
-- system: a step-up's question
SELECT count(*) FROM system.step_up_challenge('flow');
-- system: a step-up
SELECT system.grant_step_up('flow', :new_proof, sha256('proof'), 'customer.delete', 'x', 'pwd', '1 minute', :request) - now();
-- system: a refused step-up
SELECT FROM system.refuse_step_up('flow', 'customer.delete', 'x', :request);
-- system: known objects
SELECT count(*) FROM system.known_objects(ARRAY[:file]::uuid[]);
-- system: old keys
SELECT system.forget_idempotency_keys();
-- app: entering
SELECT cardinality(permissions) FROM credenza.enter('flow');
-- app: a mail
SELECT FROM credenza.queue_mail(:new_mail, decode(repeat('0a', 40), 'hex'), '1 hour');
-- app: an idempotency key
INSERT INTO credenza.idempotency_keys (org_id, member_id, key, request_hash, object)
    VALUES (:org, :member, 'next', sha256(''), 'cus_01h455vb4pex5vsknk084sn02q');
-- app: one of another member
INSERT INTO credenza.idempotency_keys (org_id, member_id, key, request_hash, object)
    VALUES (:org, :other_member, 'next', sha256(''), 'cus_01h455vb4pex5vsknk084sn02q');
-- app: one elsewhere
INSERT INTO credenza.idempotency_keys (org_id, member_id, key, request_hash, object)
    VALUES (:other_org, :member, 'next', sha256(''), 'cus_01h455vb4pex5vsknk084sn02q');
-- app: a customer
INSERT INTO credenza.customers (org_id, id, name) VALUES (:org, :new_customer, 'Uno');
-- app: customers
SELECT count(*) FROM credenza.customers;
-- app: a certificate
INSERT INTO credenza.certificates (org_id, id, customer_id, name, kind, spki_sha256, key_algorithm, has_private_key, has_password,
                                   metadata, created_by)
    VALUES (:org, :new_certificate, :new_customer, 'a.key', 'pkcs8', sha256('spki'), 'RSA-2048', true, false, '{}', :member);
-- app: its object
INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
    VALUES (:org, :new_object, 1, :new_certificate, 'private-key-file', 'a.key', 9);
-- app: its key
INSERT INTO credenza.object_keys VALUES (:org, :new_object, 1, :kek, decode(repeat('09', 40), 'hex'));
-- app: the sealed key
SELECT count(*) FROM credenza.object_keys k JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
    WHERE k.object_id = :new_object AND e.wrapped_kek IS NOT NULL;
-- app: a download for another session
INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
    VALUES (:org, :new_download, :other_session, :new_certificate, :new_object, 1, now() + interval '1 minute');
-- app: a download
INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
    VALUES (:org, :new_download, credenza.session(), :new_certificate, :new_object, 1, now() + interval '1 minute');
-- app: spending it without the function
UPDATE credenza.downloads SET used_at = now() WHERE id = :new_download;
-- app: spending it
SELECT kind FROM credenza.spend_download(:new_download);
-- app: and again
SELECT kind FROM credenza.spend_download(:new_download);
-- app: a download that is over
INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
    VALUES (:org, :next_download, credenza.session(), :new_certificate, :new_object, 1, now());
-- app: spending that
SELECT kind FROM credenza.spend_download(:next_download);
-- app: settings
UPDATE credenza.organizations SET name = 'Norte y Sur', version = version + 1;
-- app: deleting objects
DELETE FROM credenza.objects WHERE certificate_id = :new_certificate;
-- app: the certificate
DELETE FROM credenza.certificates WHERE id = :new_certificate;
-- app: the customer
DELETE FROM credenza.customers WHERE id = :new_customer;
-- app: keys left
SELECT count(*) FROM credenza.object_keys;
-- app: spending the proof
SELECT left(credenza.spend_step_up('proof', 'customer.delete', 'x'), 4);
-- app: spending it again
SELECT credenza.spend_step_up('proof', 'customer.delete', 'x');
-- app: an entry
SELECT seq FROM audit.append('customer.create', NULL, NULL, NULL, 'done', NULL, NULL, '{}',
    jsonb_build_object('name', jsonb_build_array(repeat('0', 64), repeat('1', 64), 'x')), NULL, false);
-- app: the log
SELECT count(*) || ' ' || (SELECT seq FROM audit.heads) FROM audit.entries;
-- app: what is disclosed
SELECT count(*) FROM audit.disclosures;
-- app: own sessions
SELECT count(*) FROM credenza.sessions;
-- app: a colleague's session
SELECT credenza.end_own_session(:other_session);
-- app: other sessions
SELECT credenza.end_other_sessions();
-- app: own sessions that live
SELECT count(*) FROM credenza.sessions WHERE revoked_at IS NULL;
-- app: reuse of refresh tokens
SELECT credenza.see_reuse();
-- system: a step-up for a token
SELECT system.grant_step_up('flow', :new_token_proof, sha256('token proof'), 'api_token.create_sensitive', :org_label, 'pwd',
    '1 minute', :request) - now();
-- app: a token beyond what he may do
SELECT credenza.create_api_token(:new_token, sha256('token'), 'Nube', '{certificate.read,no.such}', 30, '{}', '{}', NULL, 'stp_x');
-- app: one without a proof
SELECT credenza.create_api_token(:new_token, sha256('token'), 'Nube', '{certificate.read}', 30, '{}', '{}', NULL, 'stp_x');
-- app: a token
SELECT credenza.create_api_token(:new_token, sha256('token'), 'Nube', '{certificate.read,certificate.download}', 30, '{10.0.0.0/8}',
    '{certificate.download}', :org_label, credenza.spend_step_up('token proof', 'api_token.create_sensitive', :org_label)) - now();
-- system: a step-up for an import
SELECT system.grant_step_up('flow', :new_import_proof, sha256('import proof'), 'customer.import', :org_label, 'pwd', '1 minute',
    :request) - now();
-- app: a row of an import that has not begun
SELECT credenza.spend_step_up_for_row('import proof', 'customer.import');
-- app: the import
SELECT left(credenza.spend_step_up('import proof', 'customer.import', :org_label), 4);
-- app: a row of it
SELECT left(credenza.spend_step_up_for_row('import proof', 'customer.import'), 4);
-- app: tokens
SELECT count(*) || ' ' || count(*) FILTER (WHERE member_id = :member) FROM credenza.api_tokens;
-- system: its use
SELECT system.use_api_token('token', '10.1.2.3', :request, '{}');
-- system: its use from elsewhere
SELECT system.use_api_token('token', '192.0.2.7', :request, '{}');
-- app: entering with it
SELECT permissions FROM credenza.enter('token');
-- app: what it was made for
SELECT left(credenza.standing_proof('certificate.download', :certificate_label, :certificate), 4);
-- app: what it was not made for
SELECT credenza.standing_proof('certificate.delete', :certificate_label, :certificate);
-- app: it revokes nothing
SELECT coalesce(credenza.revoke_api_token(:new_token)::text, 'nothing');
-- app: being oneself again
SELECT cardinality(permissions) > 3 FROM credenza.enter('flow');
-- app: a person has no standing proof
SELECT credenza.standing_proof('certificate.download', :certificate_label, :certificate);
-- app: revoking it
SELECT credenza.revoke_api_token(:new_token) = :member;
-- app: and again
SELECT coalesce(credenza.revoke_api_token(:new_token)::text, 'nothing');
-- app: entering with what is revoked
SELECT permissions FROM credenza.enter('token');
-- app: alerts
SELECT count(*) FROM credenza.alerts;
-- app: a ladder over another
SELECT credenza.set_alert_settings('{30}', 7, 7, 8, '{1}', 3, 0);
-- app: a ladder
SELECT credenza.set_alert_settings('{60,7}', 7, 7, 8, '{1,2,3,4,5,6,7}', 2, 1);
-- app: a logo
SELECT FROM credenza.set_logo('image/png', '\x89504e470d0a1a0a0000000000000000');
-- app: one that is another thing than it says
SELECT FROM credenza.set_logo('image/jpeg', '\x89504e470d0a1a0a0000000000000000');
-- app: and it is ours
SELECT count(*) FROM credenza.logos;
-- system: for mails
SELECT media_type FROM system.logo(:org);
-- app: taken away
SELECT FROM credenza.set_logo(NULL, NULL);
-- app: and again
SELECT FROM credenza.set_logo(NULL, NULL);
-- app: by a digest
SELECT FROM credenza.set_alert_preference('daily', 'en');
-- app: an alert that is neither muted nor replaced any more
UPDATE credenza.alerts SET muted_because = NULL, successor_id = NULL, assignee_id = NULL WHERE subject = 'certificate';
-- app: one that nobody there may look after
UPDATE credenza.alerts SET assignee_id = (SELECT id FROM credenza.members ORDER BY name DESC LIMIT 1);
-- app: one in the place of itself
UPDATE credenza.alerts SET successor_id = certificate_id;
-- app: a ladder of tickets
SELECT FROM credenza.set_alert_ladder('ticket', NULL, '{60,30,7}', 7, 3);
-- app: and of keys
SELECT FROM credenza.set_alert_ladder('kek', NULL, '{14}', 7, 0);
-- app: taken away again
SELECT FROM credenza.set_alert_ladder('kek', NULL, NULL, NULL, NULL);
-- app: one of a type that is not there
SELECT FROM credenza.set_alert_ladder('ticket', :new_event, '{14}', 7, 0);
-- app: what is left
SELECT string_agg(subject || ' ' || steps::text, ' ' ORDER BY steps) FROM credenza.alert_ladders;
-- system: who sees a key's age
SELECT count(*) > 0 AND bool_and(told AND acts) FROM system.alert_audience(ARRAY[:org]::uuid[], ARRAY[:kek]::uuid[]);
-- app: what else is watched
SELECT string_agg(DISTINCT subject, ' ' ORDER BY subject) FROM credenza.alerts;
-- system: a time with its number
SELECT at = now(), number > 0 FROM system.alert_turn(NULL);
-- system: what is due
SELECT count(*) FROM system.due_alerts(now(), 100);
-- system: locked
SELECT count(*) FROM system.due_alerts(now(), 100) d,
    LATERAL system.claim_alerts(now(), 1, ARRAY[d.org_id], ARRAY[d.subject_id]);
-- system: not for who lags behind
SELECT count(*) FROM system.due_alerts(now(), 100) d,
    LATERAL system.claim_alerts(now(), 0, ARRAY[d.org_id], ARRAY[d.subject_id]);
-- system: to be told
SELECT count(*) || ' ' || count(*) FILTER (WHERE administers) FROM system.alert_recipients(ARRAY[:org]::uuid[]);
-- system: telling of it
SELECT system.plan_alerts(now(), ARRAY[:org]::uuid[], ARRAY[:certificate]::uuid[], '{7}', '{false}', ARRAY[now() + interval '1 day'],
    ARRAY[:org, :org]::uuid[], ARRAY[:certificate, :certificate]::uuid[], ARRAY[:member, :other_member]::uuid[], '{7,7}',
    '{alert,alert}', ARRAY[now(), NULL], ARRAY[NULL, :new_reset]::uuid[], ARRAY[NULL, decode(repeat('0a', 40), 'hex')], '1 day');
-- system: and again
SELECT system.plan_alerts(now(), ARRAY[:org]::uuid[], ARRAY[:certificate]::uuid[], '{7}', '{false}', ARRAY[now() + interval '1 day'],
    ARRAY[:org, :org]::uuid[], ARRAY[:certificate, :certificate]::uuid[], ARRAY[:member, :other_member]::uuid[], '{7,7}',
    '{alert,alert}', ARRAY[now(), NULL], ARRAY[NULL, :new_mail]::uuid[], ARRAY[NULL, decode(repeat('0a', 40), 'hex')], '1 day');
-- system: nothing else of ours is due
SELECT count(*) FROM system.due_alerts(now(), 100) d,
    LATERAL system.claim_alerts(now(), 1, ARRAY[d.org_id], ARRAY[d.subject_id]) WHERE d.org_id = :org;
-- system: a digest
SELECT count(*) FROM system.claim_digest(now(), '{}');
-- system: sent
SELECT FROM system.send_digest(now(), :org, :member, ARRAY[:certificate]::uuid[],
    (SELECT array_agg(ends_at) FROM system.claim_digest(now(), '{}')), '{7}', '{alert}', :new_download, decode(repeat('0a', 40), 'hex'),
    '1 day');
-- system: no other
SELECT count(*) FROM system.claim_digest(now(), '{}');
-- system: it takes long
SELECT FROM system.hold_mail(:new_download, '10 minutes');
-- system: no answer
SELECT FROM system.settle_mail(:new_download, 'doubtful', 'timeout');
-- system: delivered
SELECT FROM system.settle_mail(:new_download, 'sent', '250 OK');
-- app: which mails went
SELECT string_agg(state, ' ' ORDER BY state) FROM credenza.alert_mails WHERE member_id = :member;
-- system: no more of them
SELECT system.unsubscribe_alerts(:org, :member, :request);
-- app: so he is told nothing
SELECT delivery FROM credenza.alert_preferences;
-- app: asking for the new file
SELECT credenza.ask_renewal(:new_renewal, :certificate, sha256('renewal'), 'otra@example.test', 'es', '90 days') - now();
-- app: of what is not there
SELECT credenza.ask_renewal(:new_renewal, :new_certificate, sha256('renewal'), NULL, 'es', '1 day');
-- app: the links
SELECT string_agg(email, ' ') FROM credenza.renewal_links;
-- system: what is behind the link
SELECT organization || state || called || (kek_id = :kek) FROM system.find_renewal(sha256('renewal'));
-- system: behind another
SELECT count(*) FROM system.find_renewal(sha256('x'));
-- system: an attempt
SELECT system.try_renewal(sha256('renewal'));
-- system: an attempt by another
SELECT system.try_renewal(sha256('x'));
-- system: a file that is not taken
SELECT FROM system.refuse_renewal(sha256('renewal'), 'other_holder', :request);
-- system: one without the key that was there
SELECT system.renew(sha256('renewal'), jsonb_build_object('id', :new_certificate::text, 'name', 'nuevo.p12', 'kind', 'pkcs12',
        'profile', 'es.fnmt', 'holder', 'Panadería, S.L.', 'tax_id', 'B12345674', 'country', 'ES', 'not_before', '1970-01-01T00:00:00Z',
        'not_after', '2100-01-01T00:00:00Z', 'fingerprint_sha256', '\x' || repeat('0a', 32), 'spki_sha256', '\x' || repeat('0b', 32),
        'key_algorithm', 'RSA-2048', 'has_private_key', false, 'has_password', false, 'metadata', '{}'::jsonb),
    jsonb_build_array(jsonb_build_object('id', :new_object::text, 'kind', 'certificate-file', 'file_name', 'nuevo.p12', 'size', 9,
        'kek_id', :kek::text, 'wrapped_dek', '\x' || repeat('0a', 40))),
    ARRAY[:new_renewal]::uuid[], ARRAY[decode(repeat('0a', 40), 'hex')], '1 day', :request, '{}');
-- system: the new file
SELECT system.renew(sha256('renewal'), jsonb_build_object('id', :new_certificate::text, 'name', 'nuevo.p12', 'kind', 'pkcs12',
        'profile', 'es.fnmt', 'holder', 'Panadería, S.L.', 'tax_id', 'B12345674', 'country', 'ES', 'not_before', '1970-01-01T00:00:00Z',
        'not_after', '2100-01-01T00:00:00Z', 'fingerprint_sha256', '\x' || repeat('0a', 32), 'spki_sha256', '\x' || repeat('0b', 32),
        'key_algorithm', 'RSA-2048', 'has_private_key', true, 'has_password', false, 'metadata', '{}'::jsonb),
    jsonb_build_array(jsonb_build_object('id', :new_object::text, 'kind', 'certificate-file', 'file_name', 'nuevo.p12', 'size', 9,
        'kek_id', :kek::text, 'wrapped_dek', '\x' || repeat('0a', 40))),
    ARRAY[:new_renewal]::uuid[], ARRAY[decode(repeat('0a', 40), 'hex')], '1 day', :request, '{}');
-- system: and again
SELECT system.renew(sha256('renewal'), jsonb_build_object('id', :new_certificate::text, 'name', 'nuevo.p12', 'kind', 'pkcs12',
        'profile', 'es.fnmt', 'holder', 'Panadería, S.L.', 'tax_id', 'B12345674', 'country', 'ES', 'not_before', '1970-01-01T00:00:00Z',
        'not_after', '2100-01-01T00:00:00Z', 'fingerprint_sha256', '\x' || repeat('0a', 32), 'spki_sha256', '\x' || repeat('0b', 32),
        'key_algorithm', 'RSA-2048', 'has_private_key', true, 'has_password', false, 'metadata', '{}'::jsonb),
    jsonb_build_array(jsonb_build_object('id', :new_object::text, 'kind', 'certificate-file', 'file_name', 'nuevo.p12', 'size', 9,
        'kek_id', :kek::text, 'wrapped_dek', '\x' || repeat('0a', 40))),
    ARRAY[:new_renewal]::uuid[], ARRAY[decode(repeat('0a', 40), 'hex')], '1 day', :request, '{}');
-- system: the link after it
SELECT state FROM system.find_renewal(sha256('renewal'));
-- app: what it has brought
SELECT count(*) || ' ' || (SELECT count(*) FROM credenza.object_keys WHERE object_id = :new_object)
    || ' ' || (SELECT successor_id = :new_certificate FROM credenza.alerts WHERE certificate_id = :certificate)
    FROM credenza.objects WHERE certificate_id = :new_certificate;
-- app: asking for what is renewed
SELECT credenza.ask_renewal(:new_renewal, :certificate, sha256('renewal'), NULL, 'es', '1 day');
-- app: taking a used link back
SELECT credenza.revoke_renewal(:certificate);
-- app: asking for the one after it
SELECT credenza.ask_renewal(:new_renewal_link, :new_certificate, sha256('next'), NULL, 'en', '1 day') - now();
-- app: taking that back
SELECT credenza.revoke_renewal(:new_certificate) = :new_renewal_link;
-- app: asking for one that is over at once
SELECT credenza.ask_renewal(:new_renewal_link, :new_certificate, sha256('over'), NULL, 'en', '0 days') - now();
-- system: an attempt by it
SELECT system.try_renewal(sha256('over'));
-- system: links that are over, gone
SELECT system.forget_renewals();
-- app: so that the certificate is as it was
UPDATE credenza.alerts SET successor_id = NULL WHERE certificate_id = :certificate;
-- system: a step-up for a calendar's link
SELECT system.grant_step_up('flow', :new_feed, sha256('feed'), 'calendar_feed.create', :member_label, 'pwd', '1 minute', :request) - now();
-- app: a calendar's link without it
SELECT credenza.make_calendar_feed(:new_feed, sha256('calendar'), 'stp_01h455vb4pex5vsknk084sn02q');
-- app: a calendar's link
SELECT FROM credenza.make_calendar_feed(:new_feed, sha256('calendar'),
    credenza.spend_step_up('feed', 'calendar_feed.create', :member_label));
-- app: which is the only one
SELECT count(*) FROM credenza.calendar_feeds;
-- system: followed
SELECT organization FROM system.open_calendar_feed(sha256('calendar'));
-- system: one that is none
SELECT count(*) FROM system.open_calendar_feed(sha256('x'));
-- system: what it shows
SELECT string_agg(DISTINCT CASE kind WHEN 'kek' THEN '' ELSE called || ' ' END || kind, ' ')
    FROM system.calendar_feed_ends(sha256('calendar'), now(), 100);
-- system: and one that is none
SELECT count(*) FROM system.calendar_feed_ends(sha256('x'), now(), 10);
-- app: when it was read
SELECT last_read_at = now() FROM credenza.calendar_feeds;
-- app: taken back
SELECT credenza.revoke_calendar_feed() = :new_feed;
-- app: and again
SELECT credenza.revoke_calendar_feed();
-- system: a step-up for a webhook
SELECT system.grant_step_up('flow', :new_webhook, sha256('webhook'), 'webhook.create', :org_label, 'pwd', '1 minute', :request) - now();
-- app: a webhook without it
SELECT credenza.create_webhook(:new_webhook, 'Chat', 'slack', 'chat.test', decode(repeat('0a', 40), 'hex'), 'stp_01h455vb4pex5vsknk084sn02q');
-- app: a webhook
SELECT FROM credenza.create_webhook(:new_webhook, 'Chat', 'slack', 'chat.test', decode(repeat('0a', 40), 'hex'),
    credenza.spend_step_up('webhook', 'webhook.create', :org_label));
-- system: who is told
SELECT chat FROM system.webhooks_of(ARRAY[:org]::uuid[]) WHERE webhook_id = :new_webhook;
-- system: telling it
SELECT system.plan_webhooks(now(), ARRAY[:new_event]::uuid[], ARRAY[:org]::uuid[], ARRAY[:new_webhook]::uuid[],
    ARRAY[:certificate]::uuid[], '{7}', '{alert}', '{false}', '2 minutes', '1 day');
-- system: and again
SELECT system.plan_webhooks(now(), ARRAY[:new_other_event]::uuid[], ARRAY[:org]::uuid[], ARRAY[:new_webhook]::uuid[],
    ARRAY[:certificate]::uuid[], '{7}', '{alert}', '{false}', '2 minutes', '1 day');
-- app: a test
SELECT FROM credenza.test_webhook(:new_other_event, :new_webhook);
-- system: what is to be sent
SELECT string_agg(kind || ' ' || coalesce(called, '-') || attempts, ' ' ORDER BY kind)
    FROM system.claim_webhooks(100, '1 minute') WHERE webhook_id = :new_webhook;
-- system: which nobody else takes
SELECT count(*) FROM system.claim_webhooks(100, '1 minute') WHERE webhook_id = :new_webhook;
-- system: it was taken
SELECT FROM system.settle_webhook(:org, :new_webhook, ARRAY[:new_event]::uuid[], 'delivered', 200, 'ok');
-- system: it was not
SELECT FROM system.settle_webhook(:org, :new_webhook, ARRAY[:new_other_event]::uuid[], 'deferred', NULL, 'timeout');
-- app: so it is left alone
SELECT failures || ' ' || (held_until > now()) FROM credenza.webhooks WHERE id = :new_webhook;
-- app: again
SELECT credenza.resend_webhook(:new_event) = :new_webhook;
-- app: what is on its way
SELECT credenza.resend_webhook(:new_event);
-- app: paused
SELECT FROM credenza.pause_webhook(:new_webhook, true);
-- system: so nothing is sent
SELECT count(*) FROM system.claim_webhooks(100, '1 minute') WHERE event_id = :new_event;
-- app: it goes on
SELECT FROM credenza.pause_webhook(:new_webhook, false);
-- system: so it is
SELECT count(*) FROM system.claim_webhooks(100, '1 minute') WHERE event_id = :new_event;
-- system: there is nobody any more
SELECT FROM system.settle_webhook(:org, :new_webhook, ARRAY[:new_event]::uuid[], 'gone', 410, '');
-- app: what became of it
SELECT max(w.paused_because) || ' ' || string_agg(d.state || coalesce(d.status::text, ''), ' ' ORDER BY d.state)
    FROM credenza.webhooks w JOIN credenza.webhook_deliveries d ON d.webhook_id = w.id WHERE w.id = :new_webhook;
-- system: what is too old
SELECT system.expire_webhooks();
-- app: removed
SELECT FROM credenza.delete_webhook(:new_webhook);
-- app: and gone
SELECT FROM credenza.delete_webhook(:new_webhook);
-- app: where else one is
SELECT count(*) FROM credenza.own_organizations();
-- app: an invitation
SELECT credenza.invite(:new_invitation, sha256('link'), 'flow@example.test', '{member}', '30 days') - now();
-- app: the same address again
SELECT credenza.invite(:new_invitation, sha256('link'), 'flow@example.test', '{member}', '1 day');
-- app: another link
SELECT address FROM credenza.resend_invitation(:new_invitation, sha256('other link'), '1 day');
-- system: the first link
SELECT count(*) FROM system.find_invitation(sha256('link'));
-- system: the second
SELECT email FROM system.find_invitation(sha256('other link'));
-- system: a wrong password for it
SELECT FROM system.refuse_invitation(sha256('other link'), :request);
-- system: accepting it
SELECT system.accept_invitation(sha256('other link'), NULL, :new_user, 'Flor', :phc, :new_member, :request, '{}') = :new_member;
-- system: and again
SELECT system.accept_invitation(sha256('other link'), NULL, :new_user, 'Flor', :phc, :new_member, :request, '{}');
-- app: another invitation
SELECT FROM credenza.invite(:new_proof, sha256('third'), 'other@example.test', '{member}', '1 day');
-- app: taken back
SELECT credenza.revoke_invitation(:new_proof);
-- app: invitations left
SELECT count(*) FROM credenza.invitations;
-- app: what they give
SELECT count(*) FROM credenza.invitation_roles;
-- app: suspending
SELECT credenza.suspend_member(:new_member);
-- app: reinstating
SELECT credenza.reinstate_member(:new_member);
-- app: a role
SELECT FROM credenza.create_role('rol_flow', 'Flow', '{customer.read}');
-- app: giving it
SELECT before FROM credenza.set_member_roles(:new_member, '{rol_flow}');
-- app: changing it
SELECT credenza.update_role('rol_flow', 'Flux', '{customer.write}', 1);
-- app: changing it blindly
SELECT credenza.update_role('rol_flow', 'Flux', '{}', 1);
-- app: deleting it in use
SELECT credenza.delete_role('rol_flow');
-- app: suspending oneself
SELECT credenza.suspend_member(:member);
-- app: removing
SELECT credenza.remove_member(:new_member);
-- app: deleting it
SELECT credenza.delete_role('rol_flow');
-- app: leaving as the last administrator
SELECT credenza.may_leave();
-- app: a site
INSERT INTO credenza.sites (org_id, id, name) VALUES (:org, :new_site, 'Obra');
-- app: a crew there
INSERT INTO credenza.crews (org_id, id, name, site_id) VALUES (:org, :new_crew, 'Turno', :new_site);
-- app: who supervises it
INSERT INTO credenza.crew_supervisors VALUES (:org, :new_crew, :other_member);
-- app: a worker in it
INSERT INTO credenza.workers (org_id, id, name, crew_id) VALUES (:org, :new_worker, 'Úrsula', :new_crew);
-- app: her photo
SELECT old FROM credenza.keep_photo(:new_worker, 'image/jpeg', decode(repeat('0f', 16), 'hex'), :new_face, 'photo.jpg', 90000, :kek, decode(repeat('0e', 40), 'hex'));
-- app: what is no photo
SELECT old IS NULL FROM credenza.keep_photo(:new_worker, 'application/pdf', decode(repeat('0f', 16), 'hex'), gen_random_uuid(), 'x.pdf', 1, :kek, decode(repeat('0e', 40), 'hex'));
-- app: a digest of another length
SELECT old IS NULL FROM credenza.keep_photo(:new_worker, 'image/png', decode('0f', 'hex'), gen_random_uuid(), 'x.png', 1, :kek, decode(repeat('0e', 40), 'hex'));
-- app: more than is taken of a photo
SELECT old IS NULL FROM credenza.keep_photo(:new_worker, 'image/png', decode(repeat('0f', 16), 'hex'), gen_random_uuid(), 'x.png', 1048577, :kek, decode(repeat('0e', 40), 'hex'));
-- app: another in its place
SELECT old = :new_face FROM credenza.keep_photo(:new_worker, 'image/png', decode(repeat('1f', 16), 'hex'), :new_other_face, 'photo.png', 90000, :kek, decode(repeat('0e', 40), 'hex'));
-- app: the photo and its key, and what is left of the first
SELECT count(*) || ' ' || (SELECT count(*) FROM credenza.object_keys WHERE object_id IN (:new_face, :new_other_face)) FROM credenza.worker_photos WHERE worker_id = :new_worker;
-- app: something of her health
SELECT old IS NULL FROM credenza.keep_restricted(:new_worker, 'medical', :new_medical, 'medical.txt', 90, :kek, decode(repeat('0e', 40), 'hex'));
-- app: in its place
SELECT old = :new_medical FROM credenza.keep_restricted(:new_worker, 'medical', :new_other_medical, 'medical.txt', 90, :kek, decode(repeat('0e', 40), 'hex'));
-- app: a field that there is not
SELECT old IS NULL FROM credenza.keep_restricted(:new_worker, 'salary', gen_random_uuid(), 'x.txt', 90, :kek, decode(repeat('0e', 40), 'hex'));
-- app: of somebody who is not there
SELECT old IS NULL FROM credenza.keep_restricted(:new_crew, 'medical', gen_random_uuid(), 'x.txt', 90, :kek, decode(repeat('0e', 40), 'hex'));
-- app: what is kept of her, and its keys
SELECT string_agg(kind, ' ') || ' ' || (SELECT count(*) FROM credenza.object_keys WHERE object_id IN (:new_medical, :new_other_medical)) FROM credenza.restricted_fields WHERE worker_id = :new_worker;
-- app: deleting her with it
DELETE FROM credenza.workers WHERE id = :new_worker;
-- app: removing what is kept of her health
SELECT old = :new_other_medical FROM credenza.remove_restricted(:new_worker, 'medical');
-- app: removing it again
SELECT old IS NULL FROM credenza.remove_restricted(:new_worker, 'medical');
-- app: what is left of it
SELECT (SELECT count(*) FROM credenza.object_keys WHERE object_id IN (:new_medical, :new_other_medical)) || ' ' || count(*) FROM credenza.restricted_fields WHERE worker_id = :new_worker;
-- app: a worker with a photo, who is deleted
INSERT INTO credenza.workers (org_id, id, name) VALUES (:org, :new_leaving, 'Óscar');
SELECT old IS NULL FROM credenza.keep_photo(:new_leaving, 'image/png', decode(repeat('1f', 16), 'hex'), :new_last_face, 'photo.png', 90000, :kek, decode(repeat('0e', 40), 'hex'));
DELETE FROM credenza.workers WHERE id = :new_leaving;
-- app: what is left of his photo
SELECT (SELECT count(*) FROM credenza.object_keys WHERE object_id = :new_last_face) || ' ' || count(*) FROM credenza.worker_photos WHERE worker_id = :new_leaving;
-- app: a type of tickets
INSERT INTO credenza.ticket_types (org_id, id, code, name) VALUES (:org, :new_type, 'h2s', 'H2S');
-- app: what the site needs
INSERT INTO credenza.site_requirements VALUES (:org, :new_site, :new_type);
-- app: deleting what a site needs
DELETE FROM credenza.ticket_types WHERE id = :new_type;
-- app: the site needs it no more, and then does
DELETE FROM credenza.site_requirements WHERE site_id = :new_site;
INSERT INTO credenza.site_requirements VALUES (:org, :new_site, :new_type);
-- app: a role that needs it, and a task
INSERT INTO credenza.duties (org_id, id, kind, name) VALUES (:org, :new_role, 'role', 'Soldadora'), (:org, :new_task, 'task', 'Soldadura');
-- app: another role of that name
INSERT INTO credenza.duties (org_id, id, kind, name) VALUES (:org, gen_random_uuid(), 'role', 'Soldadora');
-- app: what they need
INSERT INTO credenza.duty_requirements VALUES (:org, :new_role, :new_type), (:org, :new_task, :new_type);
-- app: deleting what work needs
DELETE FROM credenza.ticket_types WHERE id = :new_type;
-- app: her role
INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id) VALUES (:org, :new_worker, :new_role);
-- app: a task, which nobody has
INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id) VALUES (:org, :new_worker, :new_task);
-- app: nor as one
INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id, kind) VALUES (:org, :new_worker, :new_task, 'task');
-- app: a role that becomes a task
UPDATE credenza.duties SET kind = 'task' WHERE id = :new_role;
-- app: deleting a role that she has
DELETE FROM credenza.duties WHERE id = :new_role;
-- app: another name
UPDATE credenza.duties SET name = 'Soldadora de arco', version = version + 1 WHERE id = :new_role;
-- app: her role is taken, and is deleted with what it needs
DELETE FROM credenza.worker_duties WHERE worker_id = :new_worker;
DELETE FROM credenza.duties WHERE id = :new_role;
-- app: what is left of it
SELECT (SELECT count(*) FROM credenza.duty_requirements WHERE duty_id = :new_role) || ' ' || count(*) FROM credenza.duty_requirements WHERE duty_id = :new_task;
-- app: her ticket
SELECT FROM credenza.record_ticket(:new_ticket, :new_worker, :new_type, 'AAAAAAAA', '1', NULL, '2026-01-10', '2027-01-10', NULL);
-- app: one whose code was given before
SELECT FROM credenza.record_ticket(:new_renewing, :new_worker, :new_type, 'AAAAAAAA', '1', NULL, NULL, NULL, NULL);
-- app: one of somebody who is not there
SELECT FROM credenza.record_ticket(:new_renewing, :new_type, :new_type, 'BBBBBBBB', '1', NULL, NULL, NULL, NULL);
-- app: suspending what nobody approved
SELECT FROM credenza.decide_ticket(:new_ticket, 'suspend', 'x');
-- app: sending it back
SELECT alone FROM credenza.decide_ticket(:new_ticket, 'send_back', 'x');
-- app: correcting what somebody else has corrected
SELECT FROM credenza.correct_ticket(:new_ticket, 1, :new_type, '2', NULL, '2026-01-10', '2027-01-10');
-- app: correcting it
SELECT FROM credenza.correct_ticket(:new_ticket, 2, :new_type, '2', NULL, '2026-01-10', '2027-01-10');
-- app: a photo that proves it
SELECT FROM credenza.add_evidence(:new_ticket, :new_evidence, 'image/jpeg', :new_photo, 'carnet.jpg', 90000, :kek, decode(repeat('0e', 40), 'hex'));
-- app: another
SELECT FROM credenza.add_evidence(:new_ticket, :new_other_evidence, 'application/pdf', :new_other_photo, 'dc3.pdf', 90000, :kek, decode(repeat('0e', 40), 'hex'));
-- app: something else
SELECT FROM credenza.add_evidence(:new_ticket, gen_random_uuid(), 'image/svg+xml', gen_random_uuid(), 'x.svg', 1, :kek, decode(repeat('0e', 40), 'hex'));
-- app: more than is taken
SELECT FROM credenza.add_evidence(:new_ticket, gen_random_uuid(), 'image/png', gen_random_uuid(), 'x.png', 8388609, :kek, decode(repeat('0e', 40), 'hex'));
-- app: taking it away
SELECT FROM credenza.remove_evidence(:new_other_evidence);
-- app: taking it away again
SELECT FROM credenza.remove_evidence(:new_other_evidence);
-- app: what is left, and its key
SELECT count(*) || ' ' || (SELECT count(*) FROM credenza.object_keys WHERE object_id IN (:new_photo, :new_other_photo)) FROM credenza.evidence WHERE ticket_id = :new_ticket;
-- app: approving it, alone
SELECT alone FROM credenza.decide_ticket(:new_ticket, 'approve', NULL);
-- app: more that proves what is approved
SELECT FROM credenza.add_evidence(:new_ticket, gen_random_uuid(), 'image/png', gen_random_uuid(), 'x.png', 1, :kek, decode(repeat('0e', 40), 'hex'));
-- app: taking away what it was approved on
SELECT FROM credenza.remove_evidence(:new_evidence);
-- app: one in its place
SELECT FROM credenza.record_ticket(:new_renewing, :new_worker, :new_type, 'BBBBBBBB', '3', NULL, '2027-01-10', '2028-01-10', :new_ticket);
-- app: another in its place
SELECT FROM credenza.record_ticket(:new_third, :new_worker, :new_type, 'CCCCCCCC', '3', NULL, NULL, NULL, :new_ticket);
-- app: which takes it
SELECT replaced = :new_ticket FROM credenza.decide_ticket(:new_renewing, 'approve', NULL);
-- app: withdrawing what is approved
SELECT FROM credenza.withdraw_ticket(:new_renewing);
-- app: revoking it
SELECT alone FROM credenza.decide_ticket(:new_renewing, 'revoke', 'x');
-- app: reinstating it
SELECT FROM credenza.decide_ticket(:new_renewing, 'reinstate', 'x');
-- app: no other act
SELECT FROM credenza.decide_ticket(:new_renewing, 'delete', 'x');
-- app: her tickets
SELECT string_agg(state, ' ' ORDER BY code) FROM credenza.tickets WHERE worker_id = :new_worker;
-- app: over whom he stands
SELECT cardinality(credenza.own_workers()) || ' ' || credenza.sees_worker(:new_worker) || ' ' || count(*) FROM credenza.workers;
-- system: keys that are wanted
SELECT count(*) FROM system.wanted_pass_keys(now() + interval '70 days', :org);
-- system: a key ahead of its time
SELECT system.add_pass_key(now() + interval '70 days', :org, 'pass', begins_at, :new_key, decode(repeat('05', 64), 'hex'),
    decode(repeat('05', 8), 'hex'), :new_bytes, 138, :kek, decode(repeat('07', 48), 'hex'), :request)
    FROM system.wanted_pass_keys(now() + interval '70 days', :org) WHERE purpose = 'pass';
-- app: a key in the place of another
SELECT credenza.rotate_pass_key(now(), 'pass', :new_second_key, decode(repeat('06', 64), 'hex'), decode(repeat('06', 8), 'hex'),
    :new_second_bytes, 138, :kek, decode(repeat('07', 48), 'hex'));
-- app: giving one up
SELECT credenza.distrust_pass_key(:pass_key);
-- app: giving it up again
SELECT credenza.distrust_pass_key(:pass_key);
-- system: the keys that are published
SELECT string_agg(purpose || CASE WHEN distrusted THEN ' distrusted' ELSE '' END, ', ')
    FROM system.published_pass_keys(now(), :org);
-- app: how much of a name passes show
SELECT shown_name FROM credenza.pass_settings;
-- app: less of it
SELECT credenza.set_pass_name(1, 'initials');
-- app: over a version that is gone
SELECT credenza.set_pass_name(1, 'none');
-- app: a pass
SELECT cardinality(places) FROM credenza.put_pass(false, :new_pass, :new_worker, decode(repeat('02', 33), 'hex'), now(),
    now() + interval '7 days', 1, '{}');
-- app: signed anew, with the role that he has got
INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id) SELECT :org, :new_worker, d.id FROM credenza.duties d WHERE d.kind = 'role';
SELECT (SELECT string_agg(d.name, ', ') FROM credenza.duties d WHERE d.id = ANY (p.roles)) FROM credenza.put_pass(
    false, :new_pass, :new_worker, decode(repeat('02', 33), 'hex'), now(), now() + interval '7 days', 1, '{}') AS p;
-- app: and without it
DELETE FROM credenza.worker_duties WHERE worker_id = :new_worker;
SELECT roles FROM credenza.put_pass(false, :new_pass, :new_worker, decode(repeat('02', 33), 'hex'), now(), now() + interval '7 days', 1, '{}');
-- app: for longer
SELECT cardinality(places) FROM credenza.put_pass(false, :new_org, :new_worker, NULL, now(), now() + interval '8 days', 1, '{}');
-- app: signed anew
SELECT pass = :new_pass FROM credenza.put_pass(false, :new_org, :new_worker, decode(repeat('02', 33), 'hex'), now(),
    now() + interval '1 day', 1, '{}');
-- app: with a ticket that was revoked
SELECT pass FROM credenza.put_pass(false, :new_org, :new_worker, NULL, now(), now() + interval '1 day', 1, ARRAY[:new_renewing]::uuid[]);
-- app: for himself, who is no worker
SELECT pass FROM credenza.put_pass(true, :new_org, :new_worker, NULL, now(), now() + interval '1 day', 1, '{}');
-- app: a credential for his wallet
SELECT cardinality(places) FROM credenza.put_wallet_credential(false, :new_wallet, :new_worker, decode(repeat('03', 33), 'hex'), now(),
    now() + interval '90 days', 1, '{}');
-- app: for longer than a year
SELECT pass FROM credenza.put_wallet_credential(false, :new_org, :new_worker, decode(repeat('04', 33), 'hex'), now(),
    now() + interval '367 days', 1, '{}');
-- app: made anew
SELECT pass = :new_wallet FROM credenza.put_wallet_credential(false, :new_org, :new_worker, decode(repeat('03', 33), 'hex'), now(),
    now() + interval '90 days', 1, '{}');
-- app: without a wallet
SELECT pass FROM credenza.put_wallet_credential(false, :new_org, :new_worker, NULL, now(), now() + interval '90 days', 1, '{}');
-- app: with a ticket that nobody approved
SELECT pass FROM credenza.put_wallet_credential(false, :new_org, :new_worker, decode(repeat('04', 33), 'hex'), now(),
    now() + interval '90 days', 1, ARRAY[:new_renewing]::uuid[]);
-- app: badges of no ticket
SELECT cardinality(credenza.put_badges(false, :new_worker, 1, '{}'));
-- app: of one that nobody approved
SELECT credenza.put_badges(false, :new_worker, 1, ARRAY[:new_renewing]::uuid[]);
-- app: one's own pass
SELECT cardinality(places) FROM credenza.put_pass(true, :new_own_pass, :own_worker, decode(repeat('02', 33), 'hex'),
    now() - interval '1 hour', now() + interval '1 day', 1, '{}');
-- system: the key of its phone
SELECT length(system.find_pass_device(:org, :new_own_pass));
-- system: in another organization
SELECT system.find_pass_device(:other_org, :new_own_pass) IS NULL;
-- system: signing it anew for the phone
SELECT length(b.wrapped_dek) || ' ' || cardinality(b.places) || ' ' || (b.signed_at = now()) || ' ' || (b.expires_at - now()) || ' ' || b.roles::text
    FROM system.begin_pass_renewal(now(), :org, :new_own_pass, decode(repeat('02', 33), 'hex'), now(), :request) b,
    LATERAL (SELECT FROM system.end_pass_renewal(:org, :new_own_pass, true, b.intent, :request)) AS ended;
-- system: by the same wish
SELECT refusal FROM system.begin_pass_renewal(now(), :org, :new_own_pass, decode(repeat('02', 33), 'hex'), now(), :request);
-- system: by an old one
SELECT refusal FROM system.begin_pass_renewal(now(), :org, :new_own_pass, decode(repeat('02', 33), 'hex'), now() - interval '2 minutes',
    :request);
-- system: for another phone
SELECT count(*) FROM system.begin_pass_renewal(now(), :org, :new_own_pass, decode(repeat('03', 33), 'hex'), now(), :request);
-- system: of somebody without an account
SELECT refusal FROM system.begin_pass_renewal(now(), :org, :new_pass, decode(repeat('02', 33), 'hex'), now(), :request);
-- system: its list, which was signed long ago
SELECT current FROM system.find_status_list(now(), :org, 1, '10 minutes');
-- system: a list that there is not
SELECT count(*) FROM system.find_status_list(now(), :org, 7, '10 minutes');
-- system: what it takes to sign one that there is not
SELECT count(*) FROM system.begin_status_list(now(), :org, 7, :request);
-- system: signing it
SELECT length(wrapped_dek) || ' ' || size || ' ' || cardinality(places) || ' ' || system.publish_status_list(
        :org, 1, key_id, previous, now(), content, decode('01', 'hex'), 'x', 'x', 'x', intent, :request)
    FROM system.begin_status_list(now(), :org, 1, :request);
-- system: not being able to
SELECT cardinality(statuses) FROM system.begin_status_list(now(), :org, 1, :request) b,
    LATERAL (SELECT FROM system.fail_status_list(:org, 1, b.key_id, b.intent, :request)) AS failed;
-- system: whether it is current
SELECT current FROM system.find_status_list(now(), :org, 1, '10 minutes');
-- app: a mail that leads to it
SELECT FROM credenza.queue_pass_mail(:new_worker, :new_pass, decode(repeat('0a', 40), 'hex'), '1 hour');
-- app: one to nobody
SELECT FROM credenza.queue_pass_mail(:new_org, :new_org, decode(repeat('0a', 40), 'hex'), '1 hour');
-- app: taking the pass back
SELECT credenza.revoke_pass(:new_pass, 'x') = :new_worker;
-- app: taking it back again
SELECT credenza.revoke_pass(:new_pass, 'x');
-- app: signed anew after that
SELECT pass FROM credenza.put_pass(false, :new_org, :new_worker, decode(repeat('02', 33), 'hex'), now(), now() + interval '1 day', 1, '{}');
-- system: whether the list is current
SELECT current FROM system.find_status_list(now(), :org, 1, '10 minutes');
-- system: what anybody may ask
SELECT organization || ', ' || type_name || ', ' || state FROM system.verify_ticket('BBBBBBBB');
-- system: about nothing
SELECT count(*) FROM system.verify_ticket('ZZZZZZZZ');
-- system: where one was last
SELECT system.last_organization(user_id) = :org FROM system.find_account(:email) LIMIT 1;
-- system: logs to sign
SELECT count(*) || ' ' || (min(seq - size) > 0) FROM system.logs_to_sign(NULL, '0', 1);
-- system: what there is to sign of one
SELECT count(*) = max(l.seq) FROM system.logs_to_sign(:org, NULL, NULL) AS l, system.leaves(:org, l.epoch, 0, 100000) AS e;
-- system: a checkpoint
SELECT system.add_checkpoint(:org, l.epoch, l.seq, sha256('root'), 'note') FROM system.logs_to_sign(:org, NULL, NULL) AS l;
-- system: the same again
SELECT system.add_checkpoint(:org, l.epoch, l.size, l.root, 'note') FROM system.logs_to_sign(:org, NULL, NULL) AS l;
-- system: another root for it
SELECT system.add_checkpoint(:org, l.epoch, l.size, sha256('fork'), 'note') FROM system.logs_to_sign(:org, NULL, NULL) AS l;
-- system: one of more than there is
SELECT system.add_checkpoint(:org, l.epoch, l.seq + 1, sha256('root'), 'note') FROM system.logs_to_sign(:org, NULL, NULL) AS l;
-- system: logs to sign after it
SELECT count(*) FROM system.logs_to_sign(NULL, '1 hour', 1000000);
-- app: checkpoints
SELECT count(*) FROM audit.checkpoints;
-- system: what a witness has to see
SELECT seen || ' ' || (size > 0) || ' ' || (edge IS NULL) FROM system.logs_to_witness('w+1+k', :org) WHERE note = 'note';
-- system: a cosignature
SELECT FROM system.logs_to_witness('w+1+k', :org) AS l,
    system.add_cosignature(l.org, l.epoch, l.size, 'w+1+k', E'\u2014 w AAAA\n', sha256('edge'));
-- system: what he has to see then
SELECT count(*) FROM system.logs_to_witness('w+1+k', :org);
-- system: what another has to see
SELECT count(*) FROM system.logs_to_witness('v+1+k', NULL) WHERE org = :org;
-- system: a cosignature of no checkpoint
SELECT system.add_cosignature(:org, 1, 1000000, 'w+1+k', E'\u2014 w AAAA\n', sha256('edge'));
-- app: cosignatures
SELECT count(*) FROM audit.cosignatures WHERE witness = 'w+1+k';
-- owner: what a new epoch cites
SELECT audit.last_checkpoint(:org) ->> 'checkpoint_root' = encode(sha256('root'), 'hex');
-- owner: a new key-encryption key
SELECT credenza_private.begin_kek_rotation(:org, :next_kek, decode(repeat('08', 48), 'hex'), :request);
-- owner: another beside it
SELECT credenza_private.begin_kek_rotation(:org, :new_kek, decode(repeat('08', 48), 'hex'), :request);
-- owner: in its place
SELECT credenza_private.promote_kek(:org, :next_kek, :request);
-- owner: what is left under the old one
SELECT credenza_private.finish_kek_rotation(:org, :next_kek, :request) > 0;
-- owner: a key as it is not
SELECT credenza_private.rewrap_keys(:org, :next_kek, array_agg(k.object_id), array_agg(k.version), array_agg(k.kek_id),
    array_agg('\x00'::bytea), array_agg(decode(repeat('0b', 40), 'hex')), NULL, NULL, :request)
FROM credenza.object_keys k WHERE k.org_id = :org;
-- owner: all keys under it
SELECT credenza_private.rewrap_keys(:org, :next_kek, array_agg(k.object_id), array_agg(k.version), array_agg(k.kek_id),
    array_agg(k.wrapped_dek), array_agg(decode(repeat('0b', 40), 'hex')), NULL, NULL, :request) = count(*)
FROM credenza.object_keys k WHERE k.org_id = :org;
-- owner: keys under one that is not primary
SELECT credenza_private.rewrap_keys(:org, :kek, '{}', '{}', '{}', '{}', '{}', NULL, NULL, :request);
-- owner: nothing left
SELECT credenza_private.finish_kek_rotation(:org, :next_kek, :request);
-- owner: when it was done
SELECT rewrapped > 0 AND finished_at IS NOT NULL FROM credenza_private.kek_rotations WHERE org_id = :org AND kek_id = :next_kek;
-- owner: the key-encryption key under another root
SELECT credenza_private.rewrap_kek(:org, :next_kek, decode(repeat('08', 48), 'hex'), decode(repeat('09', 48), 'hex'),
    'rtk_flow', :request);
-- app: the certificate's key after it
SELECT count(*) FROM credenza.object_keys k JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
WHERE e.state = 'primary' AND k.object_id = :file;
-- app: what is known of revocations
SELECT count(*) FROM credenza.revocations;
-- system: about what it is time to ask
SELECT count(*) FROM system.claim_revocations(now(), 100, '10 minutes') WHERE org_id = :org;
-- system: nobody else takes it meanwhile
SELECT count(*) FROM system.claim_revocations(now(), 100, '10 minutes') WHERE org_id = :org;
-- system: no answer
SELECT FROM system.settle_revocation(:org, :certificate, now(), NULL, NULL, 'unreachable', NULL, NULL, NULL, NULL,
    now() + interval '15 minutes', :request);
-- system: which nobody answers about
SELECT count(*) FROM system.unanswered_among(ARRAY[:org]::uuid[], ARRAY[:certificate]::uuid[]);
-- system: revoked
SELECT FROM system.settle_revocation(:org, :certificate, now(), 'revoked', now(), 'key_compromise', now() + interval '1 minute',
    now() + interval '1 day', 'ocsp', NULL, 'infinity', :request);
-- system: an answer from before says nothing
SELECT FROM system.settle_revocation(:org, :certificate, now(), 'good', NULL, NULL, now(), now() + interval '1 day', 'crl', NULL,
    'infinity', :request);
-- system: those that are revoked
SELECT count(*) FROM system.revoked_among(ARRAY[:org]::uuid[], ARRAY[:certificate]::uuid[]);
-- app: it is recorded, once
SELECT count(*) FROM audit.entries WHERE action LIKE 'certificate.found%';
-- system: a step-up for a scanner
SELECT system.grant_step_up('flow', :new_scanner_proof, sha256('scanner'), 'scanner.create', :site_label, 'pwd', '1 minute', :request) - now();
-- app: a scanner without it
SELECT credenza.create_scanner(:new_scanner, :site, 'Puerta', sha256('enrol'), '15 minutes', 'stp_01h455vb4pex5vsknk084sn02q');
-- app: a scanner
SELECT credenza.create_scanner(:new_scanner, :site, 'Puerta', sha256('enrol'), '15 minutes',
    credenza.spend_step_up('scanner', 'scanner.create', :site_label)) - now();
-- app: whose link is open
SELECT expires_at - now() FROM credenza.scanner_links WHERE scanner_id = :new_scanner AND used_epoch IS NULL;
-- system: a phone that follows it
SELECT epoch || ' ' || seq FROM system.enroll_scanner(sha256('enrol'), decode(repeat('04', 64), 'hex'), sha256('key'), sha256('start'), 'gate', :request);
-- system: the same, again
SELECT epoch || ' ' || seq FROM system.enroll_scanner(sha256('enrol'), decode(repeat('04', 64), 'hex'), sha256('key'), sha256('other'), 'other', :request);
-- system: another one
SELECT count(*) FROM system.enroll_scanner(sha256('enrol'), decode(repeat('05', 64), 'hex'), sha256('key'), sha256('start'), 'other', :request);
-- system: its key
SELECT count(*) FROM system.scanner_keys(:new_scanner, 1) WHERE NOT revoked AND NOT closed;
-- app: a record of nobody's
SELECT outcome FROM credenza.append_scans('[]', :request);
-- app: a bundle of nobody's
SELECT count(*) FROM credenza.scanner_bundle(now());
-- app: a scanner that there is not
SELECT epoch FROM credenza.enter_scanner('other');
-- app: a scanner enters
SELECT epoch FROM credenza.enter_scanner('gate');
-- app: what it carries
SELECT cardinality(type_ids) || ' ' || cardinality(required) || ' ' || cardinality(lists) FROM credenza.scanner_bundle(now());
-- app: and of photos, where nobody has switched them on
SELECT photos IS NULL FROM credenza.scanner_bundle(now());
-- app: the roles that there are, and what they need
SELECT (roles ->> 'total') || ': ' || (SELECT string_agg((role ->> 'name') || ' ' || coalesce(role #>> '{types,0,code}', '-'), ', ' ORDER BY role ->> 'name')
    FROM jsonb_array_elements(roles -> 'here') AS role) FROM credenza.scanner_bundle(now());
-- app: the tasks that may be chosen, and what they need
SELECT (tasks ->> 'total') || ': ' || (SELECT string_agg((task ->> 'name') || ' ' || coalesce(task #>> '{types,0,code}', '-'), ', ' ORDER BY task ->> 'name')
    FROM jsonb_array_elements(tasks -> 'here') AS task) FROM credenza.scanner_bundle(now());
-- app: a photo that it does not carry
SELECT count(*) FROM credenza.begin_scanner_photo(substr(sha256('credenza/gate-photo-name/v1'::bytea || decode(repeat('5f', 16), 'hex')), 1, 16), :request);
-- app: a worker of a crew of the site
INSERT INTO credenza.crews (org_id, id, name, site_id) VALUES (:org, :new_gate_crew, 'Turno de puerta', :site);
-- app: himself
INSERT INTO credenza.workers (org_id, id, name, crew_id) VALUES (:org, :new_gate_worker, 'Iker', :new_gate_crew);
-- app: his photo
SELECT old IS NULL FROM credenza.keep_photo(:new_gate_worker, 'image/png', decode(repeat('5f', 16), 'hex'), :new_gate_face, 'photo.png', 90000, :next_kek, decode(repeat('0e', 40), 'hex'));
-- app: photos are switched on
UPDATE credenza.sites SET scanner_photos = true WHERE id = :site;
-- app: what it carries of photos
SELECT decode(repeat('5f', 16), 'hex') = ANY (photos) FROM credenza.scanner_bundle(now());
-- app: one of them
SELECT worker_id = :new_gate_worker AND object_id = :new_gate_face AND length(wrapped_dek) = 40
       AND set_config('flow.intent', intent::text, true) IS NOT NULL FROM credenza.begin_scanner_photo(
    substr(sha256('credenza/gate-photo-name/v1'::bytea || decode(repeat('5f', 16), 'hex')), 1, 16), :request);
-- app: by the digest itself
SELECT count(*) FROM credenza.begin_scanner_photo(decode(repeat('5f', 16), 'hex'), :request);
-- system: it was sealed
SELECT FROM system.end_scanner_photo(:org, :new_gate_worker, true, current_setting('flow.intent')::bigint, :request);
-- app: before and after
SELECT string_agg(outcome, ' ' ORDER BY seq) FROM audit.entries WHERE action = 'photo.carry';
-- app: a record
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 1, 'prev', encode(sha256('start'), 'hex'), 'hash', encode(sha256('one'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'record', '00')), :request);
-- app: the same, again
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 1, 'prev', encode(sha256('start'), 'hex'), 'hash', encode(sha256('one'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'record', '00')), :request);
-- app: a record of a task, by no bundle
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('dos'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'task', :new_task, 'record', '00')), :request);
-- app: of a task, beside a code
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('dos'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', 1795600000, 'cti', NULL, 'verdict', 'valid', 'reason', 'good', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'cannot_tell', 'missing', '[]'::jsonb, 'code', '7K3M9QXF', 'code_status', 'valid', 'task', :new_task, 'record', '00')), :request);
-- app: one too far
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 3, 'prev', encode(sha256('two'), 'hex'), 'hash', encode(sha256('three'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'record', '00')), :request);
-- app: another first
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 1, 'prev', encode(sha256('start'), 'hex'), 'hash', encode(sha256('uno'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'record', '00')), :request);
-- app: a typed code that says go
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('dos'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'valid', 'reason', 'good', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'go', 'missing', '[]'::jsonb, 'code', '7K3M9QXF', 'code_status', 'valid', 'record', '00')), :request);
-- app: one of which nobody said anything
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('dos'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'valid', 'reason', 'good', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'cannot_tell', 'missing', '[]'::jsonb, 'code', '7K3M9QXF', 'code_status', NULL, 'record', '00')), :request);
-- app: a typed code
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('dos'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'valid', 'reason', 'good', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'cannot_tell', 'missing', '[]'::jsonb, 'code', '7K3M9QXF', 'code_status', 'valid', 'record', '00')), :request);
-- app: of a task, and of what is none
SELECT outcome || ' ' || seq FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 3, 'prev', encode(sha256('dos'), 'hex'), 'hash', encode(sha256('tres'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', 1795600000, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'task', :new_task, 'record', '00'),
    jsonb_build_object('seq', 4, 'prev', encode(sha256('tres'), 'hex'), 'hash', encode(sha256('cuatro'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', 1795600000, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'task', :new_site, 'record', '00')), :request);
-- app: what it was called
SELECT string_agg(coalesce(task_name, 'nobody knows'), ', ' ORDER BY seq) FROM credenza.gate_log WHERE scanner_id = :new_scanner AND task IS NOT NULL;
-- app: as the log has it
SELECT string_agg(coalesce(code || ' ' || code_status, 'a pass'), ', ' ORDER BY seq) FROM credenza.gate_log WHERE scanner_id = :new_scanner;
-- app: with what it takes to verify it
SELECT length(point) || ' ' || length(start) FROM credenza.scanner_epochs WHERE scanner_id = :new_scanner;
-- app: what the log has of it
SELECT count(*) || ' ' || bool_and(doubtful) FROM credenza.gate_log WHERE scanner_id = :new_scanner;
-- app: and what is known of it
SELECT count(*) FROM credenza.scanner_epochs WHERE scanner_id = :new_scanner AND forked_at IS NOT NULL AND bundle_at IS NOT NULL;
-- app: each with its entry
SELECT string_agg(action, ' ' ORDER BY seq) FROM audit.entries WHERE object = credenza.type_id('scn', :new_scanner);
-- app: it is revoked
SELECT FROM credenza.revoke_scanner(:new_scanner);
-- app: and does nothing at the next statement
SELECT outcome FROM credenza.append_scans(jsonb_build_array(jsonb_build_object('seq', 2, 'prev', encode(sha256('one'), 'hex'), 'hash', encode(sha256('two'), 'hex'),
        'at', 1795600000, 'clock_offset', 0, 'bundle_at', NULL, 'cti', NULL, 'verdict', 'forged', 'reason', 'not_a_pass', 'assurance', NULL,
        'status_as_of', NULL, 'decision', 'no_go', 'missing', '[]'::jsonb, 'record', '00')), :request);
-- app: nor gets a photo
SELECT count(*) FROM credenza.begin_scanner_photo(substr(sha256('credenza/gate-photo-name/v1'::bytea || decode(repeat('5f', 16), 'hex')), 1, 16), :request);
-- app: nor enters again
SELECT epoch FROM credenza.enter_scanner('gate');
-- app: signing out
SELECT FROM credenza.end_session();
-- app: a mail after it
SELECT FROM credenza.queue_mail(:new_proof, decode(repeat('0a', 40), 'hex'), '1 hour');
-- system: mails that are due
SELECT count(*) FROM system.claim_mail(1000);
-- system: mails that are due again
SELECT count(*) FROM system.claim_mail(1000);
-- system: a mail delivered
SELECT FROM system.settle_mail(:new_mail, 'sent', '');
-- system: mails that came too late
SELECT system.forget_expired_mail();
-- app: customers after it
SELECT count(*) FROM credenza.customers;

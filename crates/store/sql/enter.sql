SELECT org_id, member_id, user_id, session_id, permissions, authenticated_at, must_enrol FROM credenza.enter($1)

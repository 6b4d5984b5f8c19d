UPDATE credenza.organizations SET require_passkeys = $1, step_up_window = make_interval(mins => $2), version = version + 1

UPDATE credenza.organizations SET idle_timeout = make_interval(mins => $2), absolute_timeout = make_interval(mins => $3), version = version + 1 WHERE version = $1

UPDATE credenza.organizations SET name = $2, time_zone = $3, locale = $4, version = version + 1 WHERE version = $1

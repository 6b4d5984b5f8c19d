SELECT credenza.spend_step_up($1, $2, $3)

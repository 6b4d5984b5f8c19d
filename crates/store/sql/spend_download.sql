SELECT certificate_id, object_id, object_version, kind, file_name FROM credenza.spend_download($1)

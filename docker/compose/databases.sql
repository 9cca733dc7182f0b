CREATE DATABASE switchback_transcript;
CREATE DATABASE switchback_crm_sync;

CREATE TABLE "session" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "connection" TEXT NOT NULL,
    "task_id" TEXT,
    "matched_by" TEXT,
    "unmatched_reason" TEXT,
    CONSTRAINT "session_pkey" PRIMARY KEY ("organization", "session_id")
);
CREATE INDEX "session_connection_task_id_idx" ON "session"("connection", "task_id");

CREATE TABLE "fact" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "fact_pkey" PRIMARY KEY ("organization", "session_id", "event_type", "version")
);

CREATE TABLE "task" (
    "connection" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "wanted" BIGINT NOT NULL DEFAULT 0,
    "applied" BIGINT NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "state" TEXT NOT NULL DEFAULT 'idle',
    "reason" TEXT,
    CONSTRAINT "task_pkey" PRIMARY KEY ("connection", "task_id")
);

CREATE TABLE "effect" (
    "connection" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "effect_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "desired_hash" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "remote_id" TEXT,
    "last_error_code" TEXT,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "effect_pkey" PRIMARY KEY ("connection", "task_id", "effect_key")
);

CREATE TABLE "task_field" (
    "connection" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "written" TEXT,
    CONSTRAINT "task_field_pkey" PRIMARY KEY ("connection", "task_id", "field")
);

CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "headers" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_until" TIMESTAMPTZ(6),
    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "outbox_topic_key_id_idx" ON "outbox"("topic", "key", "id");

CREATE TABLE "due_work" (
    "organization" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "claimed_until" TIMESTAMPTZ(6),
    CONSTRAINT "due_work_pkey" PRIMARY KEY ("organization", "kind", "subject")
);
CREATE INDEX "due_work_due_at_idx" ON "due_work"("due_at");

CREATE TABLE "session" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "known" JSONB NOT NULL,
    "detail" JSONB,
    "created_seen_at" TIMESTAMPTZ(6),
    "ended_seen_at" TIMESTAMPTZ(6),
    CONSTRAINT "session_pkey" PRIMARY KEY ("organization", "session_id")
);

CREATE TABLE "transcript" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "messages" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "message_count" INTEGER NOT NULL,
    CONSTRAINT "transcript_pkey" PRIMARY KEY ("organization", "session_id")
);

CREATE TABLE "enriched" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "final" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "content_sha256" TEXT NOT NULL,
    CONSTRAINT "enriched_pkey" PRIMARY KEY ("organization", "session_id")
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

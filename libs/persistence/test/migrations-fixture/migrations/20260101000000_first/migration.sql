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

CREATE TABLE "rate_budget" (
    "name" TEXT NOT NULL,
    "tat" TIMESTAMPTZ(6) NOT NULL,
    "held_until" TIMESTAMPTZ(6),
    "held_reason" TEXT,
    CONSTRAINT "rate_budget_pkey" PRIMARY KEY ("name")
);

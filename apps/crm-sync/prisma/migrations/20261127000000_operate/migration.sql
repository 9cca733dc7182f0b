-- Calls that a caller registered: they find their task without the session's variables.
CREATE TABLE "attempt" (
    "organization" TEXT NOT NULL,
    "attempt_id" TEXT NOT NULL,
    "session_id" TEXT,
    "task_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "attempt_pkey" PRIMARY KEY ("organization", "attempt_id")
);
CREATE INDEX "attempt_organization_session_id_idx" ON "attempt"("organization", "session_id");

-- What may still tell the task of a session that is unmatched. Removed once it is matched.
ALTER TABLE "session" ADD COLUMN "candidate" JSONB,
    ADD COLUMN "attempt_id" TEXT,
    ADD COLUMN "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "session_unmatched_idx" ON "session"("organization", "seen_at") WHERE "unmatched_reason" IS NOT NULL;
CREATE INDEX "session_organization_attempt_id_idx" ON "session"("organization", "attempt_id");

CREATE TABLE "rate_budget" (
    "name" TEXT NOT NULL,
    "tat" TIMESTAMPTZ(6) NOT NULL,
    "held_until" TIMESTAMPTZ(6),
    "held_reason" TEXT,
    CONSTRAINT "rate_budget_pkey" PRIMARY KEY ("name")
);

-- Erased stays erased: checked before a fact is stored.
CREATE TABLE "tombstone" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "connection" TEXT,
    "task_id" TEXT,
    "effect_keys" TEXT[] NOT NULL DEFAULT '{}',
    "remote_ids" TEXT[] NOT NULL DEFAULT '{}',
    "erased_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("organization", "session_id")
);

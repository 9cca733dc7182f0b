CREATE TABLE "rate_budget" (
    "name" TEXT NOT NULL,
    "tat" TIMESTAMPTZ(6) NOT NULL,
    "held_until" TIMESTAMPTZ(6),
    "held_reason" TEXT,
    CONSTRAINT "rate_budget_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "tombstone" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,
    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("organization", "session_id")
);

CREATE TABLE "transcript_part" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "messages" JSONB NOT NULL,
    "stored_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "transcript_part_pkey" PRIMARY KEY ("organization", "session_id", "version", "seq")
);

ALTER TABLE "transcript"
    ADD COLUMN "version" TEXT NOT NULL DEFAULT 'first',
    ADD COLUMN "text_length" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "user_spoke" BOOLEAN NOT NULL DEFAULT false;
UPDATE "transcript" SET
    "user_spoke" = EXISTS (
        SELECT 1 FROM jsonb_array_elements("messages") AS m
        WHERE m->>'role' = 'USER' AND btrim(m->>'content') <> ''),
    "text_length" = coalesce((SELECT sum(length(m->>'content')) FROM jsonb_array_elements("messages") AS m), 0);
INSERT INTO "transcript_part" ("organization", "session_id", "version", "seq", "messages")
    SELECT "organization", "session_id", 'first', 0, "messages" FROM "transcript";
ALTER TABLE "transcript" DROP COLUMN "messages", ALTER COLUMN "version" DROP DEFAULT,
    ALTER COLUMN "text_length" DROP DEFAULT, ALTER COLUMN "user_spoke" DROP DEFAULT;

ALTER TABLE "due_work" ADD COLUMN "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "due_work_organization_reason_due_at_idx" ON "due_work"("organization", "reason", "due_at");
CREATE INDEX "session_phone_idx" ON "session"((known->>'customerPhoneNumber'));

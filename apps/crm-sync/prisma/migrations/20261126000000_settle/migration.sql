-- A field's ledger: whose value it is, what may still come late, and until when.
ALTER TABLE "task_field" ADD COLUMN "session_id" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "uncertain" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "settles_at" TIMESTAMPTZ(6),
    ALTER COLUMN "base" DROP NOT NULL;

ALTER TABLE "effect" ADD COLUMN "session_id" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "settles_at" TIMESTAMPTZ(6);
CREATE INDEX "effect_state_idx" ON "effect"("state") WHERE "state" <> 'done';

-- What a person was told last, so that the same conflict is told once.
ALTER TABLE "task" ADD COLUMN "conflicts" TEXT[] NOT NULL DEFAULT '{}';

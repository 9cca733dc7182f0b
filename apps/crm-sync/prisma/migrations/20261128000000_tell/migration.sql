-- The revision of the last event that told of the task. It goes on from the number that was applied, which was told before.
ALTER TABLE "task" ADD COLUMN "told" BIGINT NOT NULL DEFAULT 0;
UPDATE "task" SET "told" = "applied";

-- When work began to wait: a postponement does not move it.
ALTER TABLE "due_work" ADD COLUMN "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

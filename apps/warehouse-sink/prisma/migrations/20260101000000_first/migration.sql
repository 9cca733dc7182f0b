CREATE TABLE "call" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "final" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "agent_id" TEXT,
    "direction" TEXT,
    "created_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "talk_seconds" DOUBLE PRECISION,
    "message_count" INTEGER NOT NULL,
    "loaded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "call_pkey" PRIMARY KEY ("organization", "session_id")
);
CREATE INDEX "call_ended_at_idx" ON "call"("ended_at");

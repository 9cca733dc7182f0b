CREATE TABLE "notified_call" (
    "organization" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "notified_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "notified_call_pkey" PRIMARY KEY ("organization", "session_id")
);

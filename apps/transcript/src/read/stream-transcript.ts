import type { Message } from '@switchback/agntix-client';
import type { PrismaClient } from '../generated/prisma/client.ts';

interface Part {
  readonly organization: string;
  readonly sessionId: string;
  readonly version: string;
}

/** The stored messages part by part, so that a long transcript is never held whole. */
async function* streamParts(prisma: PrismaClient, where: Part): AsyncGenerator<Message[]> {
  for (let seq = 0; ; seq += 1) {
    const part = await prisma.transcriptPart.findUnique({
      where: { organization_sessionId_version_seq: { ...where, seq } },
    });
    if (!part) return;
    yield part.messages as unknown as Message[];
  }
}

/** `{"messages":[…]}` in pieces. */
export async function* transcriptJson(prisma: PrismaClient, of: Part | undefined): AsyncGenerator<string> {
  let separator = '{"messages":[';
  if (of)
    for await (const messages of streamParts(prisma, of)) {
      yield separator + messages.map((message) => JSON.stringify(message)).join(',');
      separator = ',';
    }
  yield separator === ',' ? ']}' : '{"messages":[]}';
}

/** One line per message that says something: `time ROLE: text`. */
export async function* transcriptText(prisma: PrismaClient, of: Part | undefined): AsyncGenerator<string> {
  if (!of) return;
  for await (const messages of streamParts(prisma, of))
    for (const { createdAt, role, content } of messages)
      if (content.trim() !== '') yield `${createdAt === null ? '' : `${createdAt} `}${role}: ${content.trim()}\n`;
}

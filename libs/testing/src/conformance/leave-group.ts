import { once } from 'node:events';
import { connect } from 'node:net';
import { LagReader } from '@switchback/kafka';
import type { Kafka } from '@switchback/kafka';

interface GroupRef {
  readonly group: string;
  readonly topic: string;
}

const LEAVE_GROUP = 13;
const text = (value: string) => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** LeaveGroup, version 1, with a header of version 1 (Kafka protocol guide); the answer ends in an error code. */
const leaveGroup = async (broker: string, group: string, member: string): Promise<void> => {
  const head = Buffer.alloc(8);
  head.writeInt16BE(LEAVE_GROUP, 0);
  head.writeInt16BE(1, 2);
  head.writeInt32BE(1, 4);
  const request = Buffer.concat([head, text('conformance'), text(group), text(member)]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(request.length);
  const [host = '', port = ''] = broker.split(':');
  const socket = connect(Number(port), host);
  try {
    socket.write(Buffer.concat([size, request]));
    await once(socket, 'data');
  } finally {
    socket.destroy();
  }
};

/** Members of a group (name on the wire), and whether they have settled on who reads what, as the broker sees it. */
export const groupMembers = async (
  kafka: Kafka,
  { group, topic }: GroupRef,
): Promise<{ ids: readonly string[]; stable: boolean }> => {
  const reader = new LagReader(kafka, [{ group, reads: [topic] }]);
  try {
    const [found] = await reader.read();
    return { ids: found?.members.map(({ id }) => id) ?? [], stable: found?.state === 'Stable' };
  } finally {
    await reader.close();
  }
};

/**
 * Has killed members leave their group (name on the wire), which would otherwise wait for their session timeout of 30 s.
 * Every broker is asked; the one that coordinates the group does it.
 */
export const expelMembers = async (kafka: Kafka, brokers: string, of: GroupRef): Promise<void> => {
  for (const member of (await groupMembers(kafka, of)).ids)
    for (const broker of brokers.split(',')) await leaveGroup(broker, of.group, member);
};

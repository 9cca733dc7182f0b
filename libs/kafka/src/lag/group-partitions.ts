import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import type { Kafka } from '../connect/connect-kafka.ts';
import { withAdmin } from '../topics/describe-topics.ts';

// Not visible to Node as a named export of the CommonJS package.
const { AssignerProtocol } = kafkajs;

export interface GroupMember {
  readonly id: string;
  readonly clientId: string;
  readonly host: string;
}

/** Where a group stands on one partition. Topics are named as in the contracts. */
export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** The oldest record there is, and the offset that the next one gets. */
  readonly low: bigint;
  readonly high: bigint;
  /** Undefined where the group never committed, or its commit has expired. */
  readonly committed: bigint | undefined;
  readonly member: GroupMember | undefined;
}

export interface GroupPartitions {
  /** Name on the wire. */
  readonly group: string;
  /** As the broker says: Stable, Empty, Dead, PreparingRebalance … */
  readonly state: string;
  readonly members: readonly GroupMember[];
  readonly partitions: readonly GroupPartition[];
}

// Empty while the group rebalances.
const assignmentOf = (bytes: Buffer): Record<string, number[]> =>
  (bytes.length > 0 ? AssignerProtocol.MemberAssignment.decode(bytes)?.assignment : undefined) ?? {};

const readMembers = async (admin: Admin, group: string) => {
  const { groups } = await admin.describeGroups([group]);
  const owner = new Map<string, GroupMember>();
  const members: GroupMember[] = [];
  for (const { memberId: id, clientId, clientHost, memberAssignment } of groups[0]?.members ?? []) {
    const member = { id, clientId, host: clientHost.replace(/^\//, '') };
    members.push(member);
    for (const [topic, partitions] of Object.entries(assignmentOf(memberAssignment)))
      for (const partition of partitions) owner.set(`${topic}/${partition}`, member);
  }
  return { state: groups[0]?.state ?? 'Dead', members, owner };
};

const readCommitted = async (admin: Admin, group: string): Promise<Map<string, bigint>> => {
  const committed = new Map<string, bigint>();
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group }))
    // -1: nothing was ever committed.
    for (const { partition, offset } of partitions)
      if (BigInt(offset) >= 0n) committed.set(`${topic}/${partition}`, BigInt(offset));
  return committed;
};

/**
 * Where a group (name on the wire) stands on every partition of the topics that it is known to read, that it has committed
 * to and that its members hold.
 */
export const groupPartitions = (kafka: Kafka, group: string, reads: readonly string[]): Promise<GroupPartitions> =>
  withAdmin(kafka, async (admin) => {
    const { state, members, owner } = await readMembers(admin, group);
    const committed = await readCommitted(admin, group);
    const there = new Set(await admin.listTopics());
    const named = [...committed.keys(), ...owner.keys()].map((place) => place.slice(0, place.lastIndexOf('/')));
    const topics = new Set([...reads.map((topic) => kafka.wireName(topic)), ...named]);
    const partitions: GroupPartition[] = [];
    for (const wire of [...topics].filter((topic) => there.has(topic)).sort()) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(wire)) {
        const place = `${wire}/${partition}`;
        const stand = {
          low: BigInt(low),
          high: BigInt(high),
          committed: committed.get(place),
          member: owner.get(place),
        };
        partitions.push({ topic: kafka.contractName(wire), partition, ...stand });
      }
    }
    partitions.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
    return { group, state, members, partitions };
  });

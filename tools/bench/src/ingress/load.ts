import { percentile } from '../percentile.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { signedRequest } from './signed-request.ts';

/** What the load generator, a process of its own, is asked for. Without a rate: as fast as the connections allow. */
export interface LoadPlan {
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
  readonly size: number;
  /** Requests per second of an open model: they start by the clock, whether earlier ones are answered or not. */
  readonly rate?: number;
}
export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from when a request was due to its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

interface Tally {
  readonly latencies: number[];
  refused: number;
}

const sendOne = async (connection: Connection, request: Buffer, due: number, tally: Tally) => {
  const status = await connection.send(request);
  if (status === 204) tally.latencies.push(performance.now() - due);
  else tally.refused += 1;
};

const closedModel = async (connections: Connection[], { size, seconds }: LoadPlan, tally: Tally) => {
  const end = performance.now() + seconds * 1_000;
  const one = async (connection: Connection) => {
    while (performance.now() < end) await sendOne(connection, signedRequest(size), performance.now(), tally);
  };
  await Promise.all(connections.map(one));
};

const openModel = async (connections: Connection[], plan: LoadPlan & { rate: number }, tally: Tally) => {
  const total = Math.floor(plan.rate * plan.seconds);
  // Signed before the clock starts: the generator shares the cores with what it measures.
  const requests = Array.from({ length: total }, () => signedRequest(plan.size)).entries();
  const began = performance.now();
  // Whoever is free takes the request that is due next; when all are busy it waits, and its wait counts.
  const one = async (connection: Connection) => {
    for (const [at, request] of requests) {
      const due = began + (at * 1_000) / plan.rate;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await sendOne(connection, request, due, tally);
    }
  };
  await Promise.all(connections.map(one));
};

const run = async (plan: LoadPlan): Promise<LoadResult> => {
  const connections = await Promise.all(Array.from({ length: plan.connections }, () => openConnection(plan.port)));
  const tally: Tally = { latencies: [], refused: 0 };
  const began = performance.now();
  const { rate } = plan;
  await (rate === undefined ? closedModel(connections, plan, tally) : openModel(connections, { ...plan, rate }, tally));
  const seconds = (performance.now() - began) / 1_000;
  for (const connection of connections) connection.close();
  const { latencies, refused } = tally;
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(latencies, share)) as [number, number, number];
  return { accepted: latencies.length, refused, seconds, p50, p99, p999 };
};

process.on('message', (plan) => {
  run(plan as LoadPlan).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      throw error;
    },
  );
});

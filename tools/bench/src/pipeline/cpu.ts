import { readFileSync, readdirSync } from 'node:fs';
import { TICKS_PER_SECOND, cpuSeconds } from '../ingress/processes.ts';
import type { PipelineStage } from './stage.ts';

export type CpuSeconds = Readonly<Record<string, number>>;

/** With what its ended children have used: a database ends a process with each connection. */
const withChildren = (pid: string): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
};

/** Every process of this name on the machine; none where the broker or the database runs elsewhere. */
const named = (name: string): number => {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name) sum += withChildren(pid);
    } catch {
      // It ended meanwhile; its parent has its time.
    }
  }
  return sum;
};

const ofEach = (pids: Readonly<Record<string, number>>): CpuSeconds =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)]));

/** What each service of the product has used so far. */
export const productCpu = ({ pids }: PipelineStage): CpuSeconds => ofEach(pids);

/** What everything else that takes part has used so far; it shares the cores with the product. */
export const otherCpu = ({ doubles }: PipelineStage): CpuSeconds => ({
  ...ofEach(doubles),
  PostgreSQL: named('postgres'),
  'the broker': named('java'),
});

/** CPU ms per call between two readings, by process. */
export const cpuPerCall = (before: CpuSeconds, after: CpuSeconds, calls: number): [string, number][] =>
  Object.entries(after).map(([name, seconds]) => [name, ((seconds - (before[name] ?? NaN)) / calls) * 1_000]);

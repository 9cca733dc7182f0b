import { say } from '@switchback/local/sample';
import type { Cluster } from './cluster.ts';

type Way = readonly [from: string, host: string, port: number];

const allowed: readonly Way[] = [
  ['crm-sync', 'postgres', 5432],
  ['crm-sync', 'kafka', 9092],
  ['crm-sync', 'crm-sandbox', 8080],
  ['transcript', 'agntix-sandbox', 8080],
  ['ingress', 'kafka', 9092],
  ['agntix-sandbox', 'ingress', 80],
];
const forbidden: readonly Way[] = [
  ['ingress', 'postgres', 5432],
  ['ingress', 'crm-sandbox', 8080],
  ['agntix-sandbox', 'postgres', 5432],
  ['agntix-sandbox', 'kafka', 9092],
  ['crm-sandbox', 'postgres', 5432],
  ['crm-sync', 'ingress', 80],
  ['transcript', 'postgres', 9092],
];

/** Exits 0 when connected, 7 when nothing answered in time or the way is refused; another code is no answer at all. */
const knock = (host: string, port: number): string =>
  `require('node:net').connect({host:'${host}',port:${port},timeout:2500})` +
  `.on('connect',()=>process.exit(0)).on('timeout',()=>process.exit(7)).on('error',(e)=>process.exit(e.code==='ENOTFOUND'?9:7))`;

const reaches = async (cluster: Cluster, [from, host, port]: Way): Promise<boolean> => {
  const { code, stderr } = await cluster.attempt(
    ['exec', `deployment/${from}`, '--', 'node', '-e', knock(host, port)],
    30_000,
  );
  if (code === 0) return true;
  if (code === 7) return false;
  throw new Error(`cannot knock at ${host}:${port} from ${from}: ${stderr.trim()}`);
};

/** Tries the ways that policies leave open and those they close. Gives what was not as it must be. */
export const tryForbidden = async (cluster: Cluster): Promise<string[]> => {
  const faults: string[] = [];
  for (const [ways, open] of [
    [allowed, true],
    [forbidden, false],
  ] as const)
    for (const way of ways) {
      const [from, host, port] = way;
      if ((await reaches(cluster, way)) !== open)
        faults.push(`${from} ${open ? 'cannot reach' : 'reaches'} ${host}:${port}`);
    }
  say(
    `  ${allowed.length} ways are open, ${forbidden.length} are closed${faults.length > 0 ? `, but ${faults.join('; ')}` : ''}`,
  );
  return faults;
};

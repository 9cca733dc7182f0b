import { readFileSync } from 'node:fs';
import { ConfigError } from '@switchback/config';
import { openConnector } from '@switchback/crm';
import type { CrmConnector } from '@switchback/crm';
import { setupNeedsOf } from '@switchback/crm-mapping';
import type { MappingFile } from '@switchback/crm-mapping';
import { codeOf, failures } from '@switchback/failure';
import { readMapping } from './validate.ts';

const tokenOf = ({ name, tokenFile }: MappingFile['connections'][number]): string => {
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch {
    throw new ConfigError([`the tokenFile of the connection ${name} cannot be read`]);
  }
};

type Needs = ReturnType<typeof setupNeedsOf>;

/** Does something with each connection of a file; a CRM that cannot be asked is told, and the exit status is 1. */
const forEach = async (
  path: string,
  work: (connector: CrmConnector, needs: Needs, name: string) => Promise<boolean>,
): Promise<void> => {
  const file = readMapping(path);
  if (!file) return;
  for (const connection of file.connections) {
    const { name } = connection;
    const connector = openConnector({ ...connection, token: tokenOf(connection) });
    try {
      if (!(await work(connector, setupNeedsOf(file, name), name))) process.exitCode = 1;
    } catch (error) {
      process.stdout.write(`${name}: ${failures[codeOf(error)].summary} (${(error as Error).message})\n`);
      process.exitCode = 1;
    } finally {
      await connector.close();
    }
  }
};

/** `switchback crm check`: whether each CRM account has what the mapping needs; writes nothing. */
export const check = (path: string): Promise<void> =>
  forEach(path, async (connector, needs, name) => {
    const findings = await connector.check(needs);
    for (const { what, ok, detail } of findings)
      process.stdout.write(`${ok ? 'ok     ' : 'MISSING'}  ${name}: ${what}: ${detail}\n`);
    return findings.every(({ ok }) => ok);
  });

/** `switchback crm provision`: creates what each CRM account lacks; again, it creates nothing. */
export const provision = (path: string): Promise<void> =>
  forEach(path, async (connector, needs, name) => {
    const created = await connector.provision(needs);
    process.stdout.write(`${name}: ${created.length === 0 ? 'nothing is missing' : `created ${created.join(', ')}`}\n`);
    return true;
  });

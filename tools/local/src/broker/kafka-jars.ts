import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../child.ts';
import { withProgress } from '../say.ts';
import { workspace } from '../workspace.ts';

const MINIMUM_JAVA = 17;

/** Why Kafka's jars cannot be used here, or undefined when they can. */
export const whyNoJars = async (): Promise<string | undefined> => {
  const java = await runToEnd('java', ['-version']).catch(() => undefined);
  const version = Number(/version "(\d+)/.exec(java?.output ?? '')?.[1] ?? 0);
  if (version < MINIMUM_JAVA)
    return version === 0 ? 'there is no java' : `java is ${version}, and ${MINIMUM_JAVA} is needed`;
  const maven = await runToEnd('mvn', ['-version']).catch(() => undefined);
  return maven?.code === 0 ? undefined : 'there is no mvn';
};

/** Kafka's jars from Maven Central, in a folder of their version; fetched once. */
export const fetchJars = async (folder: string, version: string): Promise<string> => {
  const jars = join(folder, `jars-${version}`);
  if (existsSync(join(jars, '.complete'))) return jars;
  const goal = [
    '-q',
    '-B',
    '-f',
    join(workspace, 'tools/local/kafka/pom.xml'),
    'dependency:copy-dependencies',
    `-Dkafka.version=${version}`,
    `-DoutputDirectory=${jars}`,
  ];
  const { code, output } = await withProgress(`fetching Kafka ${version} with Maven`, () => runToEnd('mvn', goal));
  if (code !== 0) throw new Error(`mvn could not fetch Kafka ${version}:\n${output.split('\n').slice(-10).join('\n')}`);
  await writeFile(join(jars, '.complete'), '');
  return jars;
};

import { join } from 'node:path';
import { formatFiles, generateFiles, names } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { checkOptions } from './options.ts';
import type { Consumer, ConsumerOptions } from './options.ts';
import { register } from './register.ts';

const files = join(import.meta.dirname, '../files');

/** Versions that the other consumers use, so that a generated one brings no package that is not installed. */
const versionsOf = (tree: Tree): Record<string, string> => {
  const { dependencies = {} } = JSON.parse(tree.read('apps/crm-sync/package.json', 'utf-8') ?? '{}') as {
    dependencies?: Record<string, string>;
  };
  return dependencies;
};

const variablesOf = (tree: Tree, consumer: Consumer) => {
  const { name, topic, database, http } = consumer;
  const verb = http ? 'send' : 'store';
  return {
    ...consumer,
    verb,
    noun: topic.noun,
    useCase: `${verb}${names(topic.noun).className}`,
    className: names(name).className,
    table: `${name.replaceAll('-', '_')}_event`,
    databaseName: `switchback_${name.replaceAll('-', '_')}`,
    versions: versionsOf(tree),
    both: database && http,
    tmpl: '',
  };
};

/**
 * `npx nx g consumer`: writes an app that only wires what the libraries do, with its tests, manifests and runbook, and adds
 * it to two existing files. Writes nothing at all where an option is wrong or the app exists.
 */
export const consumerGenerator = async (tree: Tree, options: ConsumerOptions): Promise<() => void> => {
  const consumer = checkOptions(tree, options);
  const { name, topic } = consumer;
  const variables = variablesOf(tree, consumer);
  generateFiles(tree, join(files, 'app'), `apps/${name}`, variables);
  generateFiles(tree, join(files, 'kubernetes'), `k8s/consumers/${name}`, variables);
  generateFiles(tree, join(files, 'docs'), 'docs/runbooks', variables);
  if (consumer.database) {
    generateFiles(tree, join(files, 'database'), `apps/${name}`, variables);
    generateFiles(tree, join(files, 'kubernetes-database'), `k8s/consumers/${name}`, variables);
  }
  register(tree, { name, topic: topic.constant });
  await formatFiles(tree);
  return () => {
    process.stdout.write(
      [
        `\nNow write what it does in apps/${name}/src/${variables.verb}/${variables.verb}-${topic.noun}.ts,`,
        `see it run beside npm start: npm run consumer -- ${name}`,
        `and see it hold: npm test -- ${name}\n\n`,
      ].join('\n'),
    );
  };
};

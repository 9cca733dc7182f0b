import type { Tree } from '@nx/devkit';

interface LockFile {
  packages: Record<string, object>;
}
interface Manifest {
  name: string;
  version: string;
  license: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const byName = <T>([a]: [string, T], [b]: [string, T]) => a.localeCompare(b, 'en');

/** What `npm install` would write into the lock file: no package is new, so nothing has to be fetched. */
const addToLock = (tree: Tree, name: string): void => {
  const lock = JSON.parse(tree.read('package-lock.json', 'utf-8') ?? '') as LockFile;
  const manifest = JSON.parse(tree.read(`apps/${name}/package.json`, 'utf-8') ?? '') as Manifest;
  const { name: packageName, version, license, dependencies, devDependencies } = manifest;
  const own = { name: packageName, version, license, dependencies, devDependencies };
  const link = { resolved: `apps/${name}`, link: true };
  const { '': root = {}, ...packages } = lock.packages;
  const all = { ...packages, [`apps/${name}`]: own, [`node_modules/${packageName}`]: link };
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(all).sort(byName)) };
  tree.write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
};

const LIST = /export const consumers = \{([^}]*)\} as const/;

const addToConsumers = (tree: Tree, name: string, topic: string): void => {
  const file = 'libs/contracts/src/consumers.ts';
  const source = tree.read(file, 'utf-8') ?? '';
  if (!LIST.test(source)) throw new Error(`${file} has no list of consumers any more: the generator cannot add to it.`);
  const added = source.replace(LIST, (_, entries: string) => {
    const lines = [...entries.split('\n').filter((line) => line.trim() !== ''), `  '${name}': ['${topic}'],`];
    return `export const consumers = {\n${lines.sort().join('\n')}\n} as const`;
  });
  tree.write(file, added);
};

/** The two existing files that a new consumer is written into. */
export const register = (tree: Tree, { name, topic }: { name: string; topic: string }): void => {
  addToLock(tree, name);
  addToConsumers(tree, name, topic);
};

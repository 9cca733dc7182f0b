import { wholeEnvironment } from '@switchback/local/sample';
import { attempt, runCommand } from './run-command.ts';

/** The product; each is deleted, rolled and scaled. */
export const products = ['ingress', 'transcript', 'crm-sync'] as const;
const sandboxImages = ['agntix-sandbox', 'crm-sandbox'];
/** Where the machine has them already; a cluster that lacks them pulls them. */
const foreignImages = ['apache/kafka:4.3.1', 'postgres:18'];

const imageOf = (app: string, tag: string): string => `switchback-${app}:${tag}`;

const build = (app: string, tag: string) =>
  runCommand(
    'docker',
    [
      ...[
        'build',
        '--quiet',
        '--file',
        'docker/Dockerfile',
        '--build-arg',
        `APP=${app}`,
        '--build-arg',
        `VERSION=${tag}`,
      ],
      ...(app === 'cli' ? ['--target', 'command'] : []),
      ...['--tag', imageOf(app, tag), '.'],
    ],
    900_000,
  );

/** Builds what `k8s/overlays/local` runs, and each product a second time as the next version. Gives the images' names. */
export const buildImages = async (): Promise<string[]> => {
  const wanted = [
    ...[...products, ...sandboxImages, 'cli'].map((app) => [app, 'local'] as const),
    ...products.map((app) => [app, 'next'] as const),
  ];
  for (const [app, tag] of wanted) await build(app, tag);
  return wanted.map(([app, tag]) => imageOf(app, tag));
};

/** Brings images into the cluster by `IMAGE_LOAD_COMMAND`. */
export const loadImages = async (images: readonly string[]): Promise<void> => {
  const there = await Promise.all(
    foreignImages.map(async (image) =>
      (await attempt('docker', ['image', 'inspect', image])).code === 0 ? [image] : [],
    ),
  );
  const [file = '', ...args] = (wholeEnvironment().IMAGE_LOAD_COMMAND ?? 'kind load docker-image').trim().split(/\s+/);
  await runCommand(file, [...args, ...images, ...there.flat()], 600_000);
};

/** Bytes of each image as the engine counts them. */
export const imageSizes = async (images: readonly string[]): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      images.map(
        async (image) =>
          [image, Number(await runCommand('docker', ['image', 'inspect', '--format', '{{.Size}}', image]))] as const,
      ),
    ),
  );

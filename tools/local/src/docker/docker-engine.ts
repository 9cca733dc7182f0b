import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import type { Environment } from '../config.ts';
import { withProgress } from '../say.ts';

export type Engine = { readonly usable: true } | { readonly usable: false; readonly why: string };

const reason = (error: unknown): string =>
  (Error.isError(error) ? (error.message.split('\n')[0] ?? '') : String(error)).slice(0, 120);

/**
 * Whether a Docker engine answers and has, or can get, the images. An engine that answers but cannot pull counts as none.
 * `SWITCHBACK_DOCKER=off` says no without asking.
 */
export const findEngine = async (environment: Environment, images: readonly string[]): Promise<Engine> => {
  if (environment.SWITCHBACK_DOCKER === 'off') return { usable: false, why: 'SWITCHBACK_DOCKER is off' };
  try {
    const client = await getContainerRuntimeClient();
    for (const image of images) {
      await withProgress(`getting the image ${image}`, () => client.image.pull(ImageName.fromString(image)));
    }
    return { usable: true };
  } catch (error) {
    return { usable: false, why: reason(error) };
  }
};

import { routes } from './routes.ts';
import type { RouteName, RoutePaths } from './routes.ts';

const MISSING = new Set([404, 405, 410]);

/** Chooses between the two paths of each route, and remembers what worked for as long as the process lives. */
export class Dialects {
  readonly #paths: RoutePaths;
  readonly #chosen = new Map<RouteName, 0 | 1>();

  constructor(paths: RoutePaths = {}) {
    this.#paths = paths;
  }

  /** The paths to try, best first: both while nothing is known, afterwards the one that worked. */
  candidates(route: RouteName): readonly string[] {
    const paths = this.#paths[route] ?? routes[route];
    const chosen = this.#chosen.get(route);
    return chosen === undefined ? paths : [paths[chosen]];
  }

  /** The path exists: it gave an answer of the application. */
  remember(route: RouteName, path: string): void {
    const paths = this.#paths[route] ?? routes[route];
    if (!this.#chosen.has(route)) this.#chosen.set(route, path === paths[0] ? 0 : 1);
  }
}

/**
 * Whether an answer says that the path, not the thing, is unknown. An error code of the application proves the path
 * right: `SESSION_NOT_FOUND` means a wrong id.
 */
export const isUnknownPath = (status: number, errorCode: string | undefined): boolean =>
  MISSING.has(status) && errorCode === undefined;

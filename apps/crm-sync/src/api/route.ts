import type { ApplyPorts } from '../apply/apply-ports.ts';
import type { Organizations } from '../correlate/rematch-session.ts';
import type { Caller } from './callers.ts';

export interface ApiPorts {
  readonly ports: ApplyPorts;
  readonly organizations: Organizations;
  /** Called when work was made due now. */
  readonly wakePoller: () => void;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Asked {
  readonly caller: Caller;
  readonly url: URL;
  /** JSON, or undefined where there is none. */
  readonly body: unknown;
}

/** `POST /v1/attempts`: what is done for it, and whether only operators may ask. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly isOperators: boolean;
  readonly answer: (api: ApiPorts, asked: Asked) => Promise<Answer>;
}

export const faulty = (error: string): Answer => ({ status: 400, body: { error } });

/** Connections of the organizations that the caller may act for. */
export const connectionsOf = ({ organizations }: ApiPorts, caller: Caller): string[] => [
  ...new Set(caller.organizations.flatMap((name) => organizations.get(name)?.connection ?? [])),
];

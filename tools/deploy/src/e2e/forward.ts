import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { until } from '@switchback/local/sample';
import type { Stack } from '@switchback/local/sample';

const answers = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = new Socket();
    const end = (answer: true | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(undefined));
    socket.connect(port, '127.0.0.1');
  });

/** One Service behind a port of this machine, opened again whenever kubectl gives it up. */
const forward = (namespace: string, service: string, ports: string) => {
  let child: ChildProcess | undefined;
  let closed = false;
  const open = () => {
    child = spawn('kubectl', ['--namespace', namespace, 'port-forward', `service/${service}`, ports], {
      stdio: 'ignore',
    });
    child.once('exit', () => {
      if (!closed) setTimeout(open, 200);
    });
  };
  open();
  return () => {
    closed = true;
    child?.kill();
  };
};

export interface Forwarded {
  readonly stack: Stack;
  readonly close: () => void;
}

/** The sandboxes, the broker and the database behind ports of this machine. The broker names its own port to clients. */
export const forwardAll = async (namespace: string): Promise<Forwarded> => {
  const ports = { agntix: 18_090, crm: 18_091, kafka: 19_094, postgres: 15_432 };
  const closers = [
    forward(namespace, 'agntix-sandbox', `${ports.agntix}:8080`),
    forward(namespace, 'crm-sandbox', `${ports.crm}:8080`),
    forward(namespace, 'kafka', String(ports.kafka)),
    forward(namespace, 'postgres', `${ports.postgres}:5432`),
  ];
  for (const port of Object.values(ports)) await until(`port ${port}`, () => answers(port), 30_000);
  return {
    close: () => closers.forEach((close) => close()),
    stack: {
      pid: process.pid,
      services: {},
      kafka: { brokers: `127.0.0.1:${ports.kafka}` },
      databases: {
        'crm-sync': { url: `postgresql://switchback:sandbox@127.0.0.1:${ports.postgres}/switchback_crm_sync` },
      },
      webhook: { url: 'http://ingress/webhooks/agntix/main' },
      agntix: { url: `http://127.0.0.1:${ports.agntix}`, apiKey: 'pk_sandbox_local' },
      crm: { kind: 'hubspot', url: `http://127.0.0.1:${ports.crm}`, token: 'sandbox-local' },
    },
  };
};

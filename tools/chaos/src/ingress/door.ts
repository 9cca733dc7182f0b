import { secretFile, startApp } from '@switchback/testing';

export const SECRET = `whsec_${Buffer.from('ingress-chaos-secret').toString('base64')}`;

/** An ingress that can be killed; its address changes with each life. */
export interface Door {
  readonly url: string;
  isReady(): Promise<boolean>;
  /** SIGKILL, and a new one. */
  killAndOpen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens ingress for the topics of `prefix`. */
export const openDoor = async (brokers: string, prefix: string): Promise<Door> => {
  const endpoint = { name: 'main', organization: 'acme', secrets: [{ file: await secretFile(SECRET) }] };
  const settings = { KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix, WEBHOOK_ENDPOINTS: JSON.stringify([endpoint]) };
  const open = () => startApp('ingress', settings);
  let app = await open();
  return {
    get url() {
      return app.url;
    },
    isReady: async () => (await fetch(`${app.managementUrl}/health/ready`)).status === 200,
    killAndOpen: async () => {
      await app.kill();
      app = await open();
    },
    close: () => app.kill(),
  };
};

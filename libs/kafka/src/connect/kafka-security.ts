import type { KafkaConfig, SASLOptions } from 'kafkajs';
import { tokenFromEndpoint, tokenFromFile } from './oauth-token.ts';

export interface KafkaTls {
  /** PEM of the authorities to trust, where the system's do not do. */
  readonly ca?: string | undefined;
  /** PEM of the client's certificate and key, for mutual TLS. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  /** The file is read at each login, so whoever renews it needs no restart. */
  | { readonly mechanism: 'oauthbearer'; readonly tokenFile: string }
  | {
      readonly mechanism: 'oauthbearer';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string | undefined;
    };

export interface KafkaSecurity {
  readonly tls?: KafkaTls | undefined;
  readonly sasl?: KafkaSasl | undefined;
}

const driverSasl = (sasl: KafkaSasl): SASLOptions => {
  switch (sasl.mechanism) {
    case 'plain':
      return { mechanism: 'plain', username: sasl.username, password: sasl.password };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username: sasl.username, password: sasl.password };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username: sasl.username, password: sasl.password };
    case 'oauthbearer':
      return {
        mechanism: 'oauthbearer',
        oauthBearerProvider: 'tokenFile' in sasl ? tokenFromFile(sasl.tokenFile) : tokenFromEndpoint(sasl),
      };
  }
};

const present = (tls: KafkaTls) => Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));

/** The settings as kafkajs takes them. */
export const driverSecurity = ({ tls, sasl }: KafkaSecurity = {}): Pick<KafkaConfig, 'ssl' | 'sasl'> => ({
  ...(tls && { ssl: present(tls) }),
  ...(sasl && { sasl: driverSasl(sasl) }),
});

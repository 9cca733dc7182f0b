export interface TestServices {
  readonly brokers: readonly string[];
  /** A URL of a database whose user may create databases. */
  readonly databaseUrl: string;
}

const required = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set. Run the tests by \`npm test\`, which finds or starts a broker and a database, or set it yourself.`,
  );
};

/** The broker and the database that tests may use; never those of a running system. Throws where they are not given. */
export const testServices = (): TestServices => ({
  brokers: required('TEST_KAFKA_BROKERS').split(','),
  databaseUrl: required('TEST_DATABASE_URL'),
});

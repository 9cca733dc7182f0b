import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventTypes, topics } from '@switchback/contracts';
import { readTopic } from '@switchback/kafka';
import { until } from '@switchback/testing';
import { startStage } from './start-stage.ts';
import type { Stage } from './start-stage.ts';

describe('crm-sync without a free connection to its database', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  it('pauses, blames no record, and goes on by itself', async () => {
    const holder = await stage.sql.pool.connect();
    await holder.query('BEGIN; LOCK TABLE fact IN ACCESS EXCLUSIVE MODE');
    const ids = Array.from({ length: 200 }, () => randomUUID());
    await Promise.all(
      ids.map((id) =>
        stage.producer.publish({
          ...{ topic: topics.sessionEvents.name, key: id, value: Buffer.from(JSON.stringify({ id })) },
          headers: { ce_type: eventTypes.sessionCreated, ce_organization: 'demo', ce_subject: id },
        }),
      ),
    );
    const said = (event: string) => stage.app.logs().filter((line) => line.includes(`"event":"${event}"`));
    const paused = await until('the pause', () => said('kafka.paused')[0]);
    expect(paused).toContain('DATABASE_UNAVAILABLE');
    await holder.query('ROLLBACK');
    holder.release();
    await until('every fact', async () => (await stage.sql.pool.query('SELECT 1 FROM fact')).rowCount === ids.length);
    expect(said('kafka.retry')).toEqual([]);
    expect(await readTopic(stage.kafka, `${topics.sessionEvents.name}.dead.crm-sync`)).toEqual([]);
  });
});

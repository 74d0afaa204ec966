import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { isMade, migrate } from './schema.ts';
import { retryAfter, TIMERS_SCHEMA, Timers } from './timers.ts';

/** Runs with the storage of an object that holds nothing. */
const inEmptyObject = (run: (state: DurableObjectState) => void | Promise<void>) =>
  runInDurableObject(env.ROOM.getByName(crypto.randomUUID()), (_, state) => run(state));

describe('A schema', () => {
  const FIRST = 'CREATE TABLE thing (id INTEGER PRIMARY KEY)';
  const SECOND = 'ALTER TABLE thing ADD COLUMN name TEXT';

  test('is made once, and brought up from whatever version an object slept with', () =>
    inEmptyObject(({ storage }) => {
      expect(isMade(storage.sql)).toBe(false);
      migrate(storage, [FIRST]);
      migrate(storage, [FIRST]);
      storage.sql.exec('INSERT INTO thing (id) VALUES (1)');
      migrate(storage, [FIRST, SECOND]);
      expect(storage.sql.exec('SELECT id, name FROM thing').toArray()).toEqual([{ id: 1, name: null }]);
      expect(storage.sql.exec('SELECT version FROM schema_version').toArray()).toEqual([{ version: 1 }, { version: 2 }]);
    }));

  test('stays as it was when a step fails, and is finished by the next try', () =>
    inEmptyObject(({ storage }) => {
      migrate(storage, [FIRST]);
      expect(() => migrate(storage, [FIRST, SECOND, 'CREATE NONSENSE'])).toThrow();
      expect(storage.sql.exec('SELECT max(version) AS version FROM schema_version').one()).toEqual({ version: 1 });
      migrate(storage, [FIRST, SECOND, 'CREATE TABLE other (id INTEGER PRIMARY KEY)']);
      expect(storage.sql.exec('SELECT max(version) AS version FROM schema_version').one()).toEqual({ version: 3 });
    }));
});

describe('Timers', () => {
  test('run in the order they are due, once; later ones wait on the alarm', () =>
    inEmptyObject(async (state) => {
      migrate(state.storage, [TIMERS_SCHEMA]);
      const timers = new Timers(state);
      const now = Date.now();
      timers.set('late', now + 60_000);
      timers.set('second', now - 10);
      timers.set('first', now - 20);
      timers.setEarliest('second', now + 5_000);
      const ran: string[] = [];
      await timers.run(now, (key) => void ran.push(key));
      await timers.run(now, (key) => void ran.push(key));
      expect(ran).toEqual(['first', 'second']);
      expect(await state.storage.getAlarm()).toBe(now + 60_000);
    }));

  test('one that fails comes again, later each time, and holds up no other', () =>
    inEmptyObject(async (state) => {
      vi.spyOn(console, 'error').mockReturnValue(undefined);
      migrate(state.storage, [TIMERS_SCHEMA]);
      const timers = new Timers(state);
      let now = Date.now();
      timers.set('bad', now - 2);
      timers.set('good', now - 1);
      const ran: string[] = [];
      const work = (key: string) => {
        ran.push(key);
        if (key === 'bad') throw new Error('not yet');
      };
      await timers.run(now, work);
      expect(ran).toEqual(['bad', 'good']);
      for (let attempt = 0; attempt < 3; attempt++) {
        expect(timers.due('bad')).toBe(now + retryAfter(attempt));
        now += retryAfter(attempt);
        await timers.run(now, work);
      }
      expect(ran).toEqual(['bad', 'good', 'bad', 'bad', 'bad']);
    }));

  test('survive the instance: another one finds them and sets the alarm', () =>
    inEmptyObject(async (state) => {
      migrate(state.storage, [TIMERS_SCHEMA]);
      const due = Date.now() + 90_000;
      new Timers(state).set('kept', due);
      await state.storage.deleteAlarm();
      const woken = new Timers(state);
      woken.wake(due + 60_000);
      expect(await state.storage.getAlarm()).toBe(due);
    }));
});

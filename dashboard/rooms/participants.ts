/** Who is in a room, as far as it was asked: rooms may have thousands, so they come in pages and by what is typed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { type PeoplePage, peopleOf } from './api.ts';

/** While somebody types, the server is asked this long after the last key, ms. */
const PAUSE = 150;

/** Changes whenever somebody comes or goes: number of the newest entry that tells so. */
export const comingsSeq = (entries: readonly Entry[]): number =>
  entries.findLast(({ kind }) => kind === 'created' || kind === 'added' || kind === 'removed' || kind === 'left')?.seq ?? 0;

/** Names by person: of the first page, and of all that `ask` found since. */
export function useNames(room: string, version: number): { names: ReadonlyMap<PersonId, string>; ask: (text: string) => void } {
  const [names, setNames] = useState<ReadonlyMap<PersonId, string>>(new Map());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const load = (text: string) =>
    peopleOf(room, text).then(
      ({ people }) => setNames((known) => new Map([...known, ...people.map(({ id, name }) => [id, name] as const)])),
      // Nobody is offered then; what is written is sent all the same.
      () => undefined,
    );
  useEffect(() => void load(''), [room, version]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (text: string) => {
    clearTimeout(timer.current);
    if (text) timer.current = setTimeout(() => void load(text), PAUSE);
  };
  return { names, ask };
}

export interface People {
  people: RoomPerson[];
  /** Everyone in the room; null before the first answer. */
  total: number | null;
  more: (() => void) | null;
  error: unknown;
  again: () => void;
}

/** Those with `text` in their names, and more of them on demand. */
export function usePeople(room: string, text: string, version: number): People {
  const [page, setPage] = useState<PeoplePage | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const running = useRef<AbortController | null>(null);
  const load = async (after: string, before: RoomPerson[]) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    try {
      const next = await peopleOf(room, text, after, controller.signal);
      setPage({ ...next, people: [...before, ...next.people] });
      setError(null);
    } catch (failed) {
      if (!controller.signal.aborted) setError(failed);
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void load('', []), text ? PAUSE : 0);
    return () => clearTimeout(timer);
  }, [room, text, version, attempt]);
  useEffect(() => () => running.current?.abort(), []);
  const { people = [], total = null, next = null } = page ?? {};
  return { people, total, error, again: () => setAttempt(attempt + 1), more: next === null ? null : () => void load(next, people) };
}

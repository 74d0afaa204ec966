/** Asks for what is looked for: the newest question is answered, older answers are dropped; further pages are put behind the first. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchPage } from '../../protocol/search.ts';
import { get } from '../http.ts';
import { isAsked, type Question, requestOf } from './question.ts';

export interface Found {
  /** What is shown: the last answer, until there is a new one; null before the first. */
  page: SearchPage | null;
  loading: boolean;
  error: unknown;
  more: () => void;
  again: () => void;
}

/** While somebody types, the server is asked this long after the last key, ms. */
const PAUSE = 200;

/** `route`: where the server is asked. */
export function useFound(question: Question, route: string): Found {
  const [state, setState] = useState<Pick<Found, 'page' | 'loading' | 'error'>>({ page: null, loading: false, error: null });
  const [attempt, setAttempt] = useState(0);
  const running = useRef<AbortController | null>(null);
  const asked = isAsked(question);
  const path = requestOf(question, null, route);

  const ask = async (address: string, shown: SearchPage | null) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState((before) => ({ ...before, loading: true, error: null }));
    try {
      const page = await get<SearchPage>(address, controller.signal);
      const messages = [...(shown?.messages ?? []), ...page.messages];
      setState({ page: { ...page, rooms: shown?.rooms ?? page.rooms, messages }, loading: false, error: null });
    } catch (error) {
      if (!controller.signal.aborted) setState((before) => ({ ...before, loading: false, error }));
    }
  };

  useEffect(() => {
    if (!asked) {
      running.current?.abort();
      setState({ page: null, loading: false, error: null });
      return;
    }
    const timer = setTimeout(() => void ask(path, null), PAUSE);
    return () => clearTimeout(timer);
  }, [path, asked, attempt]);
  useEffect(() => () => running.current?.abort(), []);

  const { page } = state;
  return {
    ...state,
    more: () => {
      if (page?.next && !state.loading) void ask(requestOf(question, page.next, route), page);
    },
    again: () => setAttempt(attempt + 1),
  };
}

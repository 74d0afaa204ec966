/** What is asked of the statistics. It stands in the page's address, so that a reload and a link show the same. */
import { useState } from 'preact/hooks';
import { isDay, KINDS, type Kind } from './period.ts';

export interface Question {
  site: string;
  kind: Kind;
  /** A day of the period; empty for today. */
  day: string;
  operator: string;
  category: string;
  listing: string;
}

export function readQuestion(search: string): Question {
  const given = new URLSearchParams(search);
  const text = (name: string) => given.get(name) ?? '';
  const day = text('day');
  return {
    site: text('site'),
    kind: KINDS.find((kind) => kind === text('kind')) ?? 'week',
    day: isDay(day) ? day : '',
    operator: text('operator'),
    category: text('category'),
    listing: text('listing'),
  };
}

export function useQuestion(): [Question, (part: Partial<Question>) => void] {
  const [question, setQuestion] = useState(() => readQuestion(location.search));
  const change = (part: Partial<Question>) => {
    const next = { ...question, ...part };
    const given = Object.entries(next).filter(([, value]) => value !== '');
    history.replaceState(history.state, '', `${location.pathname}?${new URLSearchParams(Object.fromEntries(given))}`);
    setQuestion(next);
  };
  return [question, change];
}

import { describe, expect, test } from 'vitest';
import { isAsked, isFiltered, placeOf, questionOf, requestOf, searchPath } from './question.ts';

describe('A question', () => {
  test('comes back from the address it was put into', () => {
    const question = questionOf({ q: 'a "b c" & d', from: 'o_1', kind: 'team', files: '1', since: '2026-03-01', other: 'x' });
    const { searchParams } = new URL(searchPath(question), 'http://localhost');
    expect(questionOf(Object.fromEntries(searchParams))).toEqual(question);
    expect(searchPath({})).toBe('/app/search');
    expect([isAsked(question), isFiltered(question), isAsked(questionOf({})), isFiltered(questionOf({ q: 'x' }))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('asks for whole days, the last one too, and for nothing that is not a day', () => {
    const asked = (since: string, until: string) =>
      new URL(requestOf(questionOf({ q: 'x', since, until }), '1-2-3'), 'http://localhost').searchParams;
    const days = asked('2026-03-28', '2026-03-29');
    expect(Number(days.get('since'))).toBe(new Date(2026, 2, 28).getTime());
    expect(Number(days.get('until'))).toBe(new Date(2026, 2, 30).getTime());
    expect(days.get('before')).toBe('1-2-3');
    const none = asked('yesterday', '');
    expect([none.get('since'), none.get('until')]).toEqual([null, null]);
  });

  test('is answered by places that open at the message', () => {
    expect(placeOf({ id: 'site.1', kind: 'visitor' }, 7)).toBe('/app/chats/site.1?seq=7');
    expect(placeOf({ id: 'team.1', kind: 'team' })).toBe('/app/operators/team.1');
  });
});

import { describe, expect, it, test } from 'vitest';
import { segmentsOf } from '../../protocol/segments.ts';
import type { TextContent, TextDecision } from '../contracts/desk.ts';
import { codeText, contentText, outcomeText, picturesText, tellingText } from './fallback-texts.ts';

const VIC = { room: 'r1', n: 1, name: 'Vic', state: 'mine' as const, last: 'Is it free?' };
const MIA = { room: 'r2', n: 2, name: '', state: 'waiting' as const, last: 'How much?' };
const content: TextContent = { chat: VIC, text: 'Is it free?', from: { site: 'Shop', page: 'Rooms' }, others: [], rules: false };

describe('what an operator is told', () => {
  it('of one chat is who, where and what', () => {
    expect(contentText('en', content)).toBe('Vic on Shop, Rooms: Is it free?');
    const { from: _from, ...later } = content;
    expect(contentText('en', later)).toBe('Vic: Is it free?');
  });

  it('of several is their numbers too', () => {
    expect(contentText('en', { ...content, chat: MIA, others: [VIC] })).toBe(
      'A visitor on Shop, Rooms: Is it free?\nAlso: 1 Vic. Begin your answer with the number, like "2 Yes".'.replace(
        'A visitor',
        '2 A visitor',
      ),
    );
  });

  it('of a list says which are over', () => {
    const chats = [VIC, { ...MIA, state: 'taken' as const }];
    expect(tellingText('en', { do: 'tell', what: 'list', chats })).toBe(
      'Your chats: \n1 Vic: Is it free?\n2 A visitor (a colleague has it)',
    );
    expect(tellingText('en', { do: 'tell', what: 'list', chats: [] })).toBe('You have no chats now.');
  });

  it('stays short, whatever a visitor writes', () => {
    const long = 'x'.repeat(5_000);
    const text = contentText('en', { ...content, chat: { ...VIC, name: long }, text: long, from: { site: long, page: long } });
    expect(segmentsOf(text).segments).toBeLessThanOrEqual(3);
  });
});

test.each(['en', 'es', 'es-MX', 'fr'])('every sentence is of GSM’s alphabet and whole: %s', (language) => {
  const chats = [VIC, { ...MIA, state: 'closed' as const }, { ...MIA, n: 3, state: 'taken' as const }];
  const told = (what: Exclude<TextDecision & { do: 'tell' }, { what: 'which' }>['what']) =>
    tellingText(language, { do: 'tell', what, chats, n: 2 } as TextDecision & { do: 'tell' });
  const texts = [
    ...(['help', 'list', 'away', 'back', 'none', 'pick', 'unknown'] as const).map(told),
    tellingText(language, { do: 'tell', what: 'which', chats }),
    tellingText(language, { do: 'tell', what: 'which', chats, guess: { n: 2, text: 'rooms are free' } }),
    ...(['taken', 'over', 'failed', 'gone', 'closed'] as const).map((what) => outcomeText(language, what, VIC, 'Grace')),
    contentText(language, { ...content, others: chats, rules: true }),
    picturesText(language),
    codeText(language, '012345', 'Shop'),
  ];
  for (const text of texts) {
    expect(text).not.toMatch(/[{}]/);
    expect(segmentsOf(text), text).toMatchObject({ encoding: 'gsm7' });
  }
});

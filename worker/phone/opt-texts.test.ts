import { expect, it } from 'vitest';
import { segmentsOf } from '../../protocol/segments.ts';
import { optText } from './opt-texts.ts';

it.each(['en', 'es', 'es-MX', 'de'])('each answer is one SMS of the plain alphabet: %s', (language) => {
  for (const word of ['stop', 'start', 'help'] as const) {
    const text = optText(word, language, 'A company with a name that is long, and longer than that, by far');
    expect(segmentsOf(text)).toMatchObject({ encoding: 'gsm7', segments: 1 });
    expect(text).not.toContain('{');
  }
});

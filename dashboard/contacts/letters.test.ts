import { expect, test } from 'vitest';
import type { Contact } from '../../protocol/contacts.ts';
import { byLetter } from './letters.ts';

const named = (name: string) => ({ id: name, name }) as Contact;

test('each letter stands once, whatever its case and accent; numbers and signs are together', () => {
  const groups = byLetter(['+1 202', '42', 'ada', 'Álvaro', 'Bea', 'Ян', '¡Hola!'].map(named));
  expect(groups.map(({ letter, contacts }) => [letter, contacts.map(({ name }) => name)])).toEqual([
    ['', ['+1 202', '42', '¡Hola!']],
    ['A', ['ada', 'Álvaro']],
    ['B', ['Bea']],
    ['Я', ['Ян']],
  ]);
  expect(byLetter([])).toEqual([]);
});

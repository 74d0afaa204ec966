import { expect, test } from 'vitest';
import { readInvitees } from './addresses.ts';

test('people are read as they are pasted, each once', () => {
  const pasted = `Ann Lee <Ann@x.example>, "Bo, the second" <bo@x.example>; carla.diaz@x.example
مريم <maryam@x.example>
dan@x.example\tDan Dee
ann@X.example
, ;`;
  expect(readInvitees(pasted)).toEqual({
    invitees: [
      { email: 'ann@x.example', name: 'Ann Lee' },
      { email: 'bo@x.example', name: 'Bo the second' },
      { email: 'carla.diaz@x.example', name: 'Carla Diaz' },
      { email: 'maryam@x.example', name: 'مريم' },
      { email: 'dan@x.example', name: 'Dan Dee' },
    ],
    unclear: [],
  });
});

test('what holds no address is told', () => {
  expect(readInvitees('ann@x.example\nnobody at all\nbo@nowhere')).toEqual({
    invitees: [{ email: 'ann@x.example', name: 'Ann' }],
    unclear: ['nobody at all', 'bo@nowhere'],
  });
  expect(readInvitees(' \n')).toEqual({ invitees: [], unclear: [] });
});

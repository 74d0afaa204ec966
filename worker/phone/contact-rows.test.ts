import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { addTo, checkContact, checkContacts, parseContactsCsv, wordsOf } from './contact-rows.ts';

const ANN = { name: 'Ann', email: 'ann@client.example', organisation: 'Lamps', numbers: ['+12025550199'], custom: {} };

describe('a file of contacts', () => {
  it.each([
    ['commas', 'Name,Email,Company,Phone,Plan\nAnn,Ann@client.example,Lamps,(202) 555-0199,Gold\n'],
    [
      'semicolons and a byte order mark',
      '\uFEFFname;e-mail;organisation;mobile;Plan\r\nAnn;ann@client.example;Lamps;+1 202 555 0199;Gold\r\n',
    ],
    ['tabs and quotes', '"Full Name"\tEmail\tCompany\tTel\tPlan\n"Ann"\tann@client.example\tLamps\t2025550199\tGold'],
    ['two names', 'First Name,Last Name,Email,Company,Phone 1,Plan\nAnn,,ann@client.example,Lamps,2025550199,Gold'],
  ])('with %s', (_name, text) => {
    expect(checkContacts(parseContactsCsv(text)!, 'US')).toEqual({
      good: [{ row: 1, contact: { ...ANN, custom: { Plan: 'Gold' } } }],
      faults: [],
    });
  });

  it('has several numbers, in one column or more, each once', () => {
    const rows = parseContactsCsv('name,phone,phone 2,mobile\nAnn,202-555-0199; +442079460123,2025550199,2025550198')!;
    expect(checkContacts(rows, 'US').good[0]?.contact.numbers).toEqual(['+12025550199', '+442079460123', '+12025550198']);
  });

  it('is none without a column that is known', () => {
    expect(parseContactsCsv('colour,size\nred,3')).toBeNull();
    expect(parseContactsCsv('')).toBeNull();
  });

  it('tells what is wrong by line, and takes the others', () => {
    const rows = parseContactsCsv(
      'name,email,phone\nAnn,,2025550199\nBob,not an address,\nCleo,,12345\n,,\nDan,,2025550\n"",x@y.example,\nEve,,+1 202 555 0199\nFay,,+999 555 0123',
    )!;
    const { good, faults } = checkContacts(rows, 'US');
    expect(good.map(({ row, contact }) => [row, contact.name])).toEqual([
      [1, 'Ann'],
      [5, 'x@y.example'],
    ]);
    expect(faults).toEqual([
      { row: 2, field: 'email', reason: 'email', message: 'is not an email address' },
      { row: 3, field: 'numbers', reason: 'short_code', message: 'is a short code' },
      { row: 4, field: 'numbers', reason: 'invalid', message: expect.stringContaining('is not a phone number') },
      { row: 6, field: 'numbers', reason: 'repeated', message: 'come more than once' },
      { row: 7, field: 'numbers', reason: 'unknown_country', message: 'begins with no country’s code' },
    ]);
  });

  it('is read as it was written, whatever is in it', () => {
    const word = fc
      .string({ unit: fc.constantFrom('a', 'É', '"', ',', ';', "'", '=', '中'), minLength: 1, maxLength: 12 })
      .map((text) => `x${text}x`);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 20 }), (people) => {
        const text = Papa.unparse({ fields: ['name', 'organisation'], data: people });
        expect(checkContacts(parseContactsCsv(text)!, '').good.map(({ contact }) => [contact.name, contact.organisation])).toEqual(people);
      }),
    );
  });
});

describe('a contact', () => {
  it('needs something to be called by', () => {
    expect(checkContact({ name: '', numbers: ['2025550199'] }, 'US')).toMatchObject({ name: '+12025550199' });
    expect(checkContact({ name: ' ' }, 'US')).toMatchObject({ field: 'name' });
    expect(checkContact('Ann', 'US')).toMatchObject({ field: 'name' });
    expect(checkContact({ name: 'a\nb' }, 'US')).toMatchObject({ field: 'name' });
    expect(checkContact({ name: 'Ann', custom: { '': 'x' } }, 'US')).toMatchObject({ field: 'custom' });
    expect(checkContact({ name: 'Ann', numbers: Array(11).fill('2025550199') }, 'US')).toMatchObject({ field: 'numbers' });
  });

  it('is added to, and loses nothing', () => {
    const known = { ...ANN, email: '', custom: { plan: 'gold' } };
    const more = { name: 'Other', email: 'x@y.example', organisation: 'Z', numbers: ['+12025550198'], custom: { plan: 'tin', size: '3' } };
    expect(addTo(known, more)).toEqual({
      name: 'Ann',
      email: 'x@y.example',
      organisation: 'Lamps',
      numbers: ['+12025550199', '+12025550198'],
      custom: { plan: 'gold', size: '3' },
    });
    expect(addTo({ ...ANN, name: '+12025550199' }, more).name).toBe('Other');
    expect(wordsOf(ANN)).toBe('ann lamps ann@client.example +12025550199');
  });
});

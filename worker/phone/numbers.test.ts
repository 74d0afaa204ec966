import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { isE164, isShortCode } from './e164.ts';
import { displayNumber, parseNumber, regionOf } from './numbers.ts';

describe('numbers as people write them', () => {
  it.each([
    ['(202) 555-0123', 'US', '+12025550123', 'US'],
    ['202.555.0123', 'US', '+12025550123', 'US'],
    [' +1 202-555-0123 ', 'DE', '+12025550123', 'US'],
    ['020 7946 0123', 'GB', '+442079460123', 'GB'],
    ['＋44 20 7946 0123', '', '+442079460123', 'GB'],
    ['0151 12345678', 'DE', '+4915112345678', 'DE'],
    ['612 34 56 78', 'ES', '+34612345678', 'ES'],
    ['+49 (0)151 12345678', 'US', '+4915112345678', 'DE'],
  ])('%s in %s', (text, region, e164, country) => {
    expect(parseNumber(text, region)).toMatchObject({ e164, country });
  });

  it.each([
    ['', 'US', 'invalid'],
    ['call me', 'US', 'invalid'],
    ['1-800-FLOWERS', 'US', 'invalid'],
    ['202 555 0123 ext 4', 'US', 'invalid'],
    ['555 0123', 'US', 'invalid'],
    ['202 555 0123', '', 'invalid'],
    ['202 555 0123', 'XX', 'invalid'],
    ['+999 202 555 0123', 'US', 'unknown_country'],
    ['+1 202 555 01234 5678', 'US', 'invalid'],
    ['12345', 'US', 'short_code'],
    ['911', 'US', 'short_code'],
    ['1'.repeat(100), 'US', 'invalid'],
  ])('%j in %j is none: %s', (text, region, fault) => {
    expect(parseNumber(text, region)).toBe(fault);
  });

  it('knows a landline where digits tell it', () => {
    expect(parseNumber('+442079460123', '')).toMatchObject({ kind: 'landline' });
    expect(parseNumber('+12025550123', '')).toMatchObject({ kind: 'other' });
    expect(parseNumber('+18005550199', '')).toMatchObject({ kind: 'special' });
  });

  const country = fc.constantFrom(...getCountries());

  it('of every country are the same however written', () => {
    fc.assert(
      fc.property(country, (region) => {
        const example = getExampleNumber(region, examples);
        if (!example?.isValid()) return;
        const expected = { e164: example.number };
        expect(parseNumber(example.formatNational(), region)).toMatchObject(expected);
        expect(parseNumber(example.formatInternational(), '')).toMatchObject(expected);
        expect(parseNumber(example.number, 'US')).toMatchObject(expected);
        expect(isE164(example.number)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('once kept are read the same again, and shown so that they can be dialled', () => {
    fc.assert(
      fc.property(country, country, (region, reader) => {
        const example = getExampleNumber(region, examples);
        if (!example?.isValid()) return;
        const kept = parseNumber(example.number, '');
        expect(parseNumber(displayNumber(example.number, reader), reader)).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });

  it('of any text answers a number or why not, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('+', '0', '1', '5', ' ', '(', ')', '-') })), (text) => {
        const parsed = parseNumber(text, 'US');
        if (typeof parsed === 'object') expect(isE164(parsed.e164)).toBe(true);
        else expect(['invalid', 'unknown_country', 'short_code']).toContain(parsed);
      }),
    );
  });
});

describe('numbers as they are shown', () => {
  it('are national at home and international abroad', () => {
    expect(displayNumber('+12025550123', 'US')).toBe('(202) 555-0123');
    expect(displayNumber('+12025550123', 'GB')).toBe('+1 202 555 0123');
    expect(displayNumber('12345', 'US')).toBe('12345');
    expect(displayNumber('anonymous', 'US')).toBe('anonymous');
  });

  it('tell their region', () => {
    expect(regionOf('+442079460123')).toBe('GB');
    expect(regionOf('nothing')).toBe('');
    expect([isShortCode('22395'), isShortCode('2239577')]).toEqual([true, false]);
  });
});

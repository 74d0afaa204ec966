import { expect, test } from 'vitest';
import type { VisitorRow } from '../../protocol/visitors.ts';
import { audienceOf, type Choice, pageOf, pagesOf } from './choice.ts';

const choice = (part: Partial<Choice>): Choice => ({ to: 'site', url: '', listing: '', picked: new Map(), ...part });

test('G2: a page is its address without what follows it, and nothing else is one', () => {
  expect(pageOf('https://shop.example/sale?utm=mail#top')).toBe('https://shop.example/sale');
  expect(pageOf('https://shop.example')).toBe('https://shop.example/');
  for (const text of ['', 'shop', 'mailto:a@b.example', 'javascript:alert(1)']) expect(pageOf(text)).toBeNull();
});

test('G2: an audience is whole, or none', () => {
  expect(audienceOf(choice({}))).toEqual({ to: 'site' });
  expect(audienceOf(choice({ to: 'page', url: ' https://shop.example/a?b ' }))).toEqual({ to: 'page', url: 'https://shop.example/a' });
  expect(audienceOf(choice({ to: 'listing', listing: 'flat-1' }))).toEqual({ to: 'listing', listing: 'flat-1' });
  const people = (count: number) => new Map(Array.from({ length: count }, (_, n) => [`v${n}`, 'Bo']));
  expect(audienceOf(choice({ to: 'picked', picked: people(2) }))).toEqual({ to: 'picked', visitors: ['v0', 'v1'] });
  const faulty = [
    choice({ to: 'page' }),
    choice({ to: 'listing' }),
    choice({ to: 'picked' }),
    choice({ to: 'picked', picked: people(201) }),
  ];
  for (const one of faulty) expect(audienceOf(one)).toBeNull();
});

test('G2: pages are suggested by how many are there', () => {
  const row = (url: string) => ({ page: { url, title: '' } }) as VisitorRow;
  expect(pagesOf(['https://a.example/x?1', 'https://a.example/y', 'https://a.example/x?2', 'nonsense'].map(row))).toEqual([
    ['https://a.example/x', 2],
    ['https://a.example/y', 1],
  ]);
});

import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contact, ContactPage, ContactsImported } from '../../protocol/contacts.ts';
import { addColleague, type Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { addNumber } from './number-store.ts';
import { OUTBOX_NUMBERS } from './outbox.ts';

let owner: Browser;
let account: string;
let colleague: Browser;
let stranger: Browser;

const make = async (body: object, browser = owner) => (await browser.call<Contact>('POST', '/api/contacts', body)).body;
const list = async (query = '', browser = owner) => (await browser.call<ContactPage>('GET', `/api/contacts?${query}`)).body;
async function bring(csv: string, browser = owner, query = '') {
  const response = await browser.fetch(`/api/contacts/import${query}`, {
    method: 'POST',
    headers: { origin: OWN_ORIGIN, 'content-type': 'text/csv' },
    body: csv,
  });
  return { status: response.status, body: (await response.json()) as ContactsImported };
}

beforeAll(async () => {
  ({ browser: owner, account } = await signUp());
  ({ browser: colleague } = await addColleague(owner));
  ({ browser: stranger } = await signUp());
  // Numbers without a country's code are American from now on.
  await addNumber(env, account, OUTBOX_NUMBERS[0]!, 'Shop');
});

describe('contacts', () => {
  it('are made, found, changed and deleted', async () => {
    const ann = await make(
      { name: 'Ann Lee', email: 'Ann@client.example', organisation: 'Lamps', numbers: ['(202) 555-0110'], custom: { plan: 'gold' } },
      colleague,
    );
    expect(ann).toMatchObject({
      email: 'ann@client.example',
      numbers: [{ e164: '+12025550110', display: '(202) 555-0110' }],
      custom: { plan: 'gold' },
    });
    for (const query of ['q=lee+ann', 'q=LAMPS', 'q=202-555-0110', 'q=%2B1+202+5550110', 'q=client.example'])
      expect(
        (await list(query)).contacts.map(({ id }) => id),
        query,
      ).toEqual([ann.id]);
    expect((await list('q=nobody')).contacts).toEqual([]);
    const changed = { name: 'Ann', numbers: ['+442079460123', '2025550110'] };
    expect((await owner.call('PUT', `/api/contacts/${ann.id}`, changed)).body).toMatchObject({
      name: 'Ann',
      email: '',
      custom: {},
      numbers: [{ display: '+44 20 7946 0123' }, {}],
    });
    expect(await colleague.refused('DELETE', `/api/contacts/${ann.id}`)).toBe('forbidden');
    expect((await owner.call('DELETE', `/api/contacts/${ann.id}`)).status).toBe(200);
    expect(await owner.refused('GET', `/api/contacts/${ann.id}`)).toBe('not_found');
    await make({ name: 'Next', numbers: ['2025550110'] });
  });

  it('are refused with the field that is wrong', async () => {
    const reply = await owner.call<{ fields: Record<string, string> }>('POST', '/api/contacts', { name: 'X', numbers: ['12345'] });
    expect([reply.status, reply.body.fields]).toEqual([400, { numbers: 'is a short code' }]);
    expect(await owner.refused('POST', '/api/contacts', { name: '' })).toBe('bad_request');
  });

  it('share no number', async () => {
    const [one, two] = [await make({ name: 'One', numbers: ['2025550120'] }), await make({ name: 'Two', numbers: ['2025550121'] })];
    expect(await owner.refused('PUT', `/api/contacts/${two.id}`, { name: 'Two', numbers: ['2025550120'] })).toBe('number_taken');
    expect((await owner.call('PUT', `/api/contacts/${one.id}`, { name: 'One', numbers: ['2025550120'] })).status).toBe(200);
    // Another account knows whom it likes.
    expect(await make({ name: 'Theirs', numbers: ['+12025550120'] }, stranger)).toMatchObject({ name: 'Theirs' });
  });

  it('are merged, with all that was known', async () => {
    const into = await make({ name: 'Bea', numbers: ['2025550130'], custom: { plan: 'tin' } });
    const from = await make({ name: 'Beatrix', email: 'bea@client.example', numbers: ['2025550131'], custom: { plan: 'gold', size: '3' } });
    const merged = (await owner.call<Contact>('POST', `/api/contacts/${into.id}/merge`, { from: from.id })).body;
    expect(merged).toMatchObject({ id: into.id, name: 'Bea', email: 'bea@client.example', custom: { plan: 'tin', size: '3' } });
    expect(merged.numbers.map(({ e164 }) => e164)).toEqual(['+12025550130', '+12025550131']);
    expect(await owner.refused('GET', `/api/contacts/${from.id}`)).toBe('not_found');
    expect((await list('q=beatrix')).contacts).toEqual([]);
    expect(await owner.refused('POST', `/api/contacts/${into.id}/merge`, { from: into.id })).toBe('bad_request');
    expect(await owner.refused('POST', `/api/contacts/${into.id}/merge`, { from: from.id })).toBe('not_found');
  });

  it('are nobody else’s', async () => {
    const mine = await make({ name: 'Mine', numbers: ['2025550140'] });
    const theirs = await make({ name: 'Other', numbers: ['+12025550141'] }, stranger);
    expect((await list('q=mine', stranger)).contacts).toEqual([]);
    expect(await stranger.refused('GET', `/api/contacts/${mine.id}`)).toBe('not_found');
    expect(await stranger.refused('PUT', `/api/contacts/${mine.id}`, { name: 'Taken' })).toBe('not_found');
    expect(await stranger.refused('DELETE', `/api/contacts/${mine.id}`)).toBe('not_found');
    expect(await stranger.refused('POST', `/api/contacts/${theirs.id}/merge`, { from: mine.id })).toBe('not_found');
    expect(await owner.refused('POST', `/api/contacts/${mine.id}/merge`, { from: theirs.id })).toBe('not_found');
    expect((await list(`after=${theirs.id}`)).contacts).toEqual([]);
  });
});

describe('a file', () => {
  it('brings contacts, fills in those that are known, and brings nothing twice', async () => {
    const { browser } = await signUp();
    await make({ name: 'Cleo', numbers: ['+12025550151'] }, browser);
    const csv = 'name,phone,company,plan\nAda,+12025550150,Engines,gold\nSomebody,202-555-0151,Ships,tin\nNobody,12,,\nZoe,,,\n';
    const first = await bring(csv, browser, '?region=us');
    expect(first.body).toEqual({
      created: 2,
      updated: 1,
      faults: [{ row: 3, field: 'numbers', reason: 'invalid', message: expect.any(String) }],
    });
    const { contacts } = await list('', browser);
    expect(contacts.map(({ name, organisation, custom }) => [name, organisation, custom.plan])).toEqual([
      ['Ada', 'Engines', 'gold'],
      ['Cleo', 'Ships', 'tin'],
      ['Zoe', '', undefined],
    ]);
    expect((await bring(csv.replace('Zoe,,,\n', ''), browser, '?region=us')).body).toMatchObject({ created: 0, updated: 2 });
    expect((await list('', browser)).contacts).toHaveLength(3);
  });

  it('cannot make one of two by itself', async () => {
    const { browser } = await signUp();
    await make({ name: 'A', numbers: ['+12025550160'] }, browser);
    await make({ name: 'B', numbers: ['+12025550161'] }, browser);
    expect((await bring('name,phone\nC,+12025550160;+12025550161', browser)).body).toEqual({
      created: 0,
      updated: 0,
      faults: [{ row: 1, field: 'numbers', reason: 'several', message: 'are of different contacts' }],
    });
  });

  it('of thousands comes whole, and is read page by page', async () => {
    const { browser } = await signUp();
    const lines = [...Array(600).keys()].map((at) => `Person ${String(at).padStart(3, '0')},+1202555${String(1000 + at)}`);
    expect((await bring(`name,phone\n${lines.join('\n')}`, browser)).body).toEqual({ created: 600, updated: 0, faults: [] });
    const names: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: ContactPage = await list(`after=${after}&q=person`, browser);
      names.push(...page.contacts.map(({ name }) => name));
      after = page.next;
    }
    expect(names).toEqual(lines.map((text) => text.slice(0, 10)));
  });

  it('is looked at before it is taken, and says what it would do by row', async () => {
    const { browser } = await signUp();
    await make({ name: 'Cleo', numbers: ['+12025550151'] }, browser);
    const csv = 'name,phone\nAda,+12025550150\nSomebody,+12025550151\nNobody,12\n';
    const told = (await bring(csv, browser, '?preview')).body;
    expect(told).toEqual({
      created: 1,
      updated: 1,
      rows: [
        { row: 1, name: 'Ada', contact: '' },
        { row: 2, name: 'Somebody', contact: 'Cleo' },
      ],
      faults: [{ row: 3, field: 'numbers', reason: 'invalid', message: expect.any(String) }],
    });
    expect((await list('', browser)).contacts.map(({ name }) => name)).toEqual(['Cleo']);
    expect((await bring(csv, browser)).body).toMatchObject({ created: 1, updated: 1 });
  });

  it('goes out as it came in, and back in changes nothing', async () => {
    const { browser } = await signUp();
    await make(
      { name: '=Ada', email: 'ada@client.example', numbers: ['+12025550150', '+12025550152'], custom: { plan: 'a "b", c' } },
      browser,
    );
    await make({ name: 'Zoe', organisation: 'Ships', numbers: ['+442079460123'] }, browser);
    const file = await browser.fetch('/api/contacts/export');
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const csv = await file.text();
    expect(csv.split('\r\n')).toEqual([
      'name,email,organisation,phone,phone 2,plan',
      '\'=Ada,ada@client.example,,+12025550150,+12025550152,"a ""b"", c"',
      'Zoe,,Ships,+442079460123,,',
      '',
    ]);
    const before = (await list('', browser)).contacts;
    expect((await bring(csv, browser)).body).toEqual({ created: 0, updated: 2, faults: [] });
    const same = ({ updatedAt: _, ...contact }: Contact) => contact;
    expect((await list('', browser)).contacts.map(same)).toEqual(before.map(same));
    const { browser: other } = await signUp();
    expect((await bring(csv, other)).body).toEqual({ created: 2, updated: 0, faults: [] });
    expect((await list('', other)).contacts[0]).toMatchObject({ name: '=Ada', custom: { plan: 'a "b", c' } });
    expect(await colleague.refused('GET', '/api/contacts/export')).toBe('forbidden');
  });

  it('is refused where it is none, too long, or not theirs to bring', async () => {
    expect((await bring('colour\nred')).status).toBe(400);
    expect((await bring(`name\n${'x\n'.repeat(5_001)}`)).status).toBe(413);
    expect((await bring('name\nAnn', colleague)).status).toBe(403);
    expect(await owner.refused('POST', '/api/contacts/import', {})).toBe('bad_request');
  });
});

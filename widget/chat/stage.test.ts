import { expect, test } from 'vitest';
import { NEW_CHAT } from '../../protocol/chat.ts';
import { EMPTY_VIEW } from '../../protocol/client/room-view.ts';
import type { Entry } from '../../protocol/entries.ts';
import { DEFAULT_SETTINGS, widgetSettings } from '../../protocol/site-settings.ts';
import { givenEmail, stageOf } from './stage.ts';

const SETTINGS = widgetSettings(DEFAULT_SETTINGS);

const here = { open: true, online: true };
const away = { open: true, online: false };
const asking = { ...SETTINGS, prechat: { ...SETTINGS.prechat, enabled: true } };
const view = (chat: Partial<typeof NEW_CHAT>, entries: Entry[] = []) => ({
  ...EMPTY_VIEW,
  loaded: true,
  chat: { ...NEW_CHAT, ...chat },
  entries,
});
const form = (kind: 'prechat' | 'offline'): Entry => ({ seq: 2, at: 0, by: 'v_1', kind: 'form', form: kind, values: {} });

test.each([
  ['somebody is here again', here, true, 'write'],
  ['nobody is here', away, true, 'offline'],
  ['the message is enough', here, false, 'left'],
] as const)('when a message was left and %s', (_, availability, again, stage) => {
  expect(stageOf(view({ status: 'unanswered', openedSeq: 1 }, [form('offline')]), SETTINGS, availability, again)).toBe(stage);
});

test('the address an answer goes to is the one given last, also while it is on its way', () => {
  const given = (email: string): Entry => ({ seq: 2, at: 0, by: 'v_1', kind: 'form', form: 'offline', values: { email } });
  expect(givenEmail(view({}))).toBe('');
  expect(givenEmail(view({}, [given('a@example.com'), given('b@example.com'), form('prechat')]))).toBe('b@example.com');
  const command = { t: 'form', cid: 'c1', form: 'offline', values: { email: 'c@example.com' } } as const;
  expect(givenEmail({ ...view({}, [given('a@example.com')]), pending: [{ command, at: 0, state: 'sending' }] })).toBe('c@example.com');
});

test.each([
  ['nothing is known yet', { ...EMPTY_VIEW }, SETTINGS, here, 'loading'],
  ['somebody is here', view({}), SETTINGS, here, 'write'],
  ['nobody is here', view({}), SETTINGS, away, 'offline'],
  ['outside business hours', view({}), SETTINGS, { open: false, online: true }, 'offline'],
  ['nobody is here and no form is wanted', view({}), { ...SETTINGS, offline: { ...SETTINGS.offline, enabled: false } }, away, 'write'],
  ['the site asks first', view({}), asking, here, 'prechat'],
  ['the site has asked', view({}, [form('prechat')]), asking, here, 'write'],
  ['a chat is open while operators went', view({ status: 'open' }), SETTINGS, away, 'write'],
  ['nobody took it in time', view({ status: 'unanswered', openedSeq: 1 }), SETTINGS, here, 'offline'],
  ['a message was left', view({ status: 'unanswered', openedSeq: 1 }, [form('offline')]), SETTINGS, here, 'left'],
  ['an answered chat ended', view({ status: 'closed', answered: true }), SETTINGS, here, 'rating'],
  ['a rated chat ended', view({ status: 'closed', answered: true, rating: 5 }), SETTINGS, here, 'write'],
  ['blocked', view({ blocked: true }), SETTINGS, here, 'blocked'],
] as const)('when %s', (_, seen, settings, availability, stage) => {
  expect(stageOf(seen, settings, availability)).toBe(stage);
});

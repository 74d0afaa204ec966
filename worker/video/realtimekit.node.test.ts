import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPreset } from '../../e2e/support/realtimekit/contract.ts';
import { RealtimeKitStandIn } from '../../e2e/support/realtimekit/server.ts';
import { VideoFailure } from './failure.ts';
import { PRESETS } from './presets.ts';
import { type MeetingPort, realtimeKitPort } from './realtimekit.ts';

let kit: RealtimeKitStandIn;
let port: MeetingPort;
let waited: number[];
const TOKEN = 'the secret';
const ANN = { person: 'o_ann', preset: 'host', name: 'Ann', photo: 'https://foyer.example/f/ann.webp' } as const;
const BEN = { person: 'c_ben', preset: 'guest' } as const;

const portWith = (given: { token?: string; timeout?: number } = {}) =>
  realtimeKitPort({
    accountId: 'acc',
    appId: 'app',
    token: TOKEN,
    baseUrl: kit.url,
    patience: { tries: 3, pause: 0.25, longest: 2, wait: async (seconds) => void waited.push(seconds) },
    ...given,
  });

beforeEach(async () => {
  kit = await RealtimeKitStandIn.start({ account: 'acc', app: 'app', token: TOKEN });
  waited = [];
  port = portWith();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await kit.stop();
});

const failing = async (promise: Promise<unknown>): Promise<VideoFailure> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VideoFailure)) throw new Error(`no VideoFailure but ${String(error)}`);
  expect(error.message).not.toMatch(/the secret|Ann|o_ann|about somebody/);
  return error;
};
/** A meeting that both have come into. */
async function meeting() {
  await port.setUp();
  const id = await port.begin('Room');
  const ann = await port.join(id, ANN);
  const ben = await port.join(id, BEN);
  for (const { token } of [ann, ben]) expect(kit.enter(id, token)).toBe(true);
  return { id, ann, ben };
}

describe('A meeting', () => {
  it('is begun, and each gets a token of their own', async () => {
    const { id, ann, ben } = await meeting();
    expect(ann.token).not.toBe(ben.token);
    expect([...kit.meetings.get(id)!.participants.values()]).toMatchObject([
      { custom_participant_id: 'o_ann', preset_name: 'foyer-host', name: 'Ann', picture: ANN.photo },
      { custom_participant_id: 'c_ben', preset_name: 'foyer-guest' },
    ]);
    expect(await port.present(id)).toBe(2);
  });

  it('has nobody in it before the first comes', async () => {
    await port.setUp();
    expect(await port.present(await port.begin('Room'))).toBe(0);
  });

  it('gives another token for the same place', async () => {
    const { id, ann } = await meeting();
    const token = await port.renew(id, ann.participant);
    expect([kit.enter(id, ann.token), kit.enter(id, token)]).toEqual([false, true]);
    expect(kit.meetings.get(id)!.participants.size).toBe(2);
  });

  it('puts somebody out for good, and once more does no harm', async () => {
    const { id, ben } = await meeting();
    await port.remove(id, ben.participant);
    await port.remove(id, ben.participant);
    expect([await port.present(id), kit.enter(id, ben.token)]).toEqual([1, false]);
  });

  it('ends for all, and nobody comes back', async () => {
    const { id, ann } = await meeting();
    await port.end(id);
    await port.end(id);
    expect([await port.present(id), kit.enter(id, ann.token)]).toEqual([0, false]);
  });

  it('that is not there is gone', async () => {
    await port.setUp();
    expect(await failing(port.join('nothing', ANN))).toMatchObject({ reason: 'gone', message: 'RealtimeKit: join: 404' });
  });
});

describe('The set-up', () => {
  it('makes the presets, and brings them up to date when it is run again', async () => {
    const names = ['foyer-host', 'foyer-guest', 'foyer-viewer'];
    expect(await port.setUp()).toEqual({ made: names, updated: [] });
    expect(await port.setUp()).toEqual({ made: [], updated: names });
    expect([...kit.presets.values()].map(({ name }) => name)).toEqual(names);
  });

  it('finds its own among many', async () => {
    for (let n = 0; n < 120; n++) kit.presets.set(`${n}`, { id: `${n}`, name: `other-${n}` });
    await port.setUp();
    expect((await port.setUp()).made).toEqual([]);
    expect(kit.presets.size).toBe(123);
  });

  it('has events told to an address once', async () => {
    await port.tell('https://foyer.example/hooks');
    await port.tell('https://foyer.example/hooks');
    expect([...kit.hooks.values()]).toMatchObject([
      {
        url: 'https://foyer.example/hooks',
        events: ['meeting.started', 'meeting.ended', 'meeting.participantJoined', 'meeting.participantLeft'],
      },
    ]);
  });

  it('lets only hosts act on others, and no viewer send anything unasked', () => {
    const { host, guest, viewer } = PRESETS;
    for (const right of ['kick_participant', 'disable_participant_audio', 'accept_stage_requests'] as const)
      expect([host, guest, viewer].map(({ permissions }) => permissions[right])).toEqual([true, false, false]);
    expect(viewer.permissions).toMatchObject({
      hidden_participant: true,
      show_participant_list: false,
      media: { audio: { can_produce: 'CAN_REQUEST' }, video: { can_produce: 'CAN_REQUEST' }, screenshare: { can_produce: 'NOT_ALLOWED' } },
    });
    for (const { permissions } of [host, guest, viewer])
      expect([permissions.can_record, permissions.chat.public.can_send]).toEqual([false, false]);
  });

  it('would be refused with what the types do not allow', () => {
    expect(v.is(createPreset, PRESETS.host)).toBe(true);
    expect(v.is(createPreset, { ...PRESETS.host, extra: 1 })).toBe(false);
    expect(v.is(createPreset, { ...PRESETS.host, ui: undefined })).toBe(false);
  });
});

describe('A request to RealtimeKit', () => {
  const busy = { status: 429, body: '{}', headers: { 'retry-after': '1' } };
  const down = { status: 500, body: '{}' };

  it('is repeated when it was not taken, after the time it was told', async () => {
    await port.setUp();
    const id = await port.begin('Room');
    kit.failures.push(busy, { status: 503, body: '{}', headers: { 'retry-after': '2' } });
    await port.join(id, ANN);
    expect(waited).toEqual([1, 2]);
    expect(kit.meetings.get(id)!.participants.size).toBe(1);
  });

  it('that brings somebody in is not repeated when it may have been taken', async () => {
    await port.setUp();
    const id = await port.begin('Room');
    for (const failure of [
      { ...down, after: true },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"success":true}' },
    ]) {
      kit.failures.push(failure);
      const before = kit.requests.length;
      expect(await failing(port.join(id, ANN))).toMatchObject({ reason: 'unsure' });
      expect(kit.requests.length).toBe(before + 1);
    }
  });

  it('that may happen twice is repeated', async () => {
    kit.failures.push(down, { ...down, after: true });
    expect(kit.meetings.has(await port.begin('Room'))).toBe(true);
    expect(kit.requests).toHaveLength(3);
  });

  it('waits no longer than a person does', async () => {
    kit.failures.push({ ...busy, headers: { 'retry-after': '300' } });
    expect(await failing(port.begin('Room'))).toMatchObject({ reason: 'later', retryAfter: 300 });
    expect([kit.requests.length, waited]).toEqual([1, []]);
  });

  it('with wrong credentials is refused, and takes no others from the environment', async () => {
    expect(await failing(portWith({ token: 'other' }).begin('Room'))).toMatchObject({
      reason: 'refused',
      message: 'RealtimeKit: begin: 401',
    });
    vi.stubEnv('CLOUDFLARE_API_KEY', 'key');
    vi.stubEnv('CLOUDFLARE_EMAIL', 'ann@foyer.example');
    vi.stubEnv('CLOUDFLARE_BASE_URL', 'https://elsewhere.example');
    expect(kit.meetings.has(await portWith().begin('Room'))).toBe(true);
  });

  it('does not follow to another address', async () => {
    kit.failures.push({ status: 302, body: '', headers: { location: 'https://elsewhere.example' } });
    expect(await failing(port.begin('Room'))).toMatchObject({ reason: 'refused' });
  });

  it('fails when nobody is there', async () => {
    await kit.stop();
    expect(await failing(port.begin('Room'))).toMatchObject({ reason: 'unsure', message: 'RealtimeKit: begin: no answer' });
    kit = await RealtimeKitStandIn.start({ account: 'acc', app: 'app', token: TOKEN });
  });
});

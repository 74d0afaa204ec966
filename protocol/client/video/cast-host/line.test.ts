import { describe, expect, test } from 'vitest';
import type { Broadcast, HostClientFrame, HostServerFrame } from '../../../broadcast.ts';
import type { Clock, SocketLike } from '../../connection.ts';
import { HostLine, type OwnBroadcast } from './line.ts';

/** Sockets that the test opens, hears and breaks. */
class Socket implements SocketLike {
  readyState = 0;
  readonly said: HostClientFrame[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(data: string): void {
    if (data.startsWith('{')) this.said.push(JSON.parse(data) as HostClientFrame);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tells(frame: HostServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  breaks(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }
}

const live = (id = 'c1', more: Partial<Broadcast> = {}): OwnBroadcast => ({
  id,
  by: { id: 'o_1', name: 'Ada' },
  since: 1_000,
  carrier: 'peer',
  sending: { audio: true, video: true },
  take: 1,
  audience: { to: 'site' },
  ...more,
});
const welcome = (own: OwnBroadcast | null): HostServerFrame => ({ t: 'welcome', v: 1, carrier: 'peer', most: 12, live: own });

function newLine(cast?: string) {
  const sockets: Socket[] = [];
  const refused: string[] = [];
  const waits = new Set<() => void>();
  const clock: Clock = {
    now: () => 61_000,
    after(_, run) {
      waits.add(run);
      return () => waits.delete(run);
    },
  };
  let made = 0;
  const line = new HostLine({
    open: () => {
      const socket = new Socket();
      sockets.push(socket);
      return socket;
    },
    newId: () => `id${++made}`,
    refused: (code) => refused.push(code),
    clock,
    ...(cast ? { cast } : {}),
  });
  line.connect();
  const last = () => sockets.at(-1)!;
  /** Everything that waits for its time has it; and the socket that opens then greets. */
  const again = (own: OwnBroadcast | null) => {
    for (const run of [...waits]) run();
    last().opens();
    last().tells(welcome(own));
  };
  last().opens();
  return { line, sockets, last, again, refused };
}

describe('G2: the line of who broadcasts', () => {
  test('begins one, hears who watches, and ends it', async () => {
    const { line, last } = newLine();
    last().tells(welcome(null));
    expect(line.view).toMatchObject({ loaded: true, most: 12, live: null, own: false });
    const started = line.start({ to: 'site' }, { audio: true, video: true });
    expect(last().said.at(-1)).toEqual({ t: 'start', cid: 'id2', audience: { to: 'site' }, sending: { audio: true, video: true } });
    last().tells({ t: 'live', cid: 'id2', live: live() });
    expect(await started).toBeNull();
    last().tells({ t: 'viewers', count: 2, waiting: 1, people: [] });
    expect(line.view).toMatchObject({ own: true, count: 2, waiting: 1 });
    line.end();
    expect(last().said.at(-1)).toEqual({ t: 'end' });
    last().tells({ t: 'ended', reason: 'ended', seconds: 60 });
    expect(line.view).toMatchObject({ live: null, own: false, count: 0, ended: { reason: 'ended', seconds: 60 } });
  });

  test('says why one was not begun', async () => {
    const { line, last, refused } = newLine();
    last().tells(welcome(null));
    const started = line.start({ to: 'listing', listing: 'x' }, { audio: true, video: false });
    last().tells({ t: 'error', code: 'forbidden', message: '', cid: 'id2' });
    expect(await started).toBe('forbidden');
    last().tells({ t: 'error', code: 'not_found', message: '' });
    expect(refused).toEqual(['not_found']);
  });

  test('asks again when the line was lost before the answer, and goes on with what was begun', async () => {
    const { line, last, again } = newLine();
    last().tells(welcome(null));
    const started = line.start({ to: 'site' }, { audio: true, video: true });
    last().breaks();
    again(null);
    expect(last().said.map(({ t }) => t)).toEqual(['hello', 'start']);
    last().breaks();
    again(live());
    // With its name, which it has only now.
    last().opens();
    expect(last().said).toEqual([{ t: 'hello', v: expect.any(Number), page: 'id1', cast: 'c1' }]);
    last().tells(welcome(live()));
    expect(await started).toBeNull();
    expect(line.view.own).toBe(true);
  });

  test('goes on after a reload and after a lost line, and tells what is sent by now', () => {
    const { line, last, again } = newLine('c1');
    expect(last().said).toEqual([{ t: 'hello', v: expect.any(Number), page: 'id1', cast: 'c1' }]);
    last().tells(welcome(live()));
    expect(line.view.own).toBe(true);
    line.tellSending({ audio: true, video: true });
    expect(last().said).toHaveLength(1);
    last().breaks();
    line.tellSending({ audio: false, video: true });
    again(live());
    expect(last().said.at(-1)).toEqual({ t: 'sending', sending: { audio: false, video: true } });
  });

  test('keeps what viewers say until the camera is on', () => {
    const { line, last } = newLine('c1');
    last().tells(welcome(live()));
    const hello: HostServerFrame = { t: 'signal', cast: 'c1', leg: 'a', data: { k: 'hello', audio: false, video: false } };
    last().tells(hello);
    const heard: string[] = [];
    line.onSignal(({ leg }) => heard.push(leg));
    last().tells({ ...hello, leg: 'b' });
    expect(heard).toEqual(['a', 'b']);
  });

  test('knows that one ended while it was away', () => {
    const { line, last, again } = newLine('c1');
    last().tells(welcome(live()));
    last().breaks();
    again(null);
    expect(line.view).toMatchObject({ own: false, live: null, ended: { reason: 'lost', seconds: 60 } });
    last().breaks();
    again(null);
    expect(last().said).toEqual([{ t: 'hello', v: expect.any(Number), page: 'id1' }]);
  });

  test('ends it as soon as there is a line', () => {
    const { line, last, again } = newLine('c1');
    last().tells(welcome(live()));
    last().breaks();
    line.end();
    again(live());
    expect(last().said.at(-1)).toEqual({ t: 'end' });
  });

  test('leaves it to another page, and takes it back', () => {
    const { line, last } = newLine('c1');
    last().tells(welcome(live()));
    last().tells({ t: 'elsewhere' });
    expect(line.view).toMatchObject({ own: false, elsewhere: true });
    expect(line.view.live?.id).toBe('c1');
    line.takeOver();
    last().opens();
    last().tells(welcome(live('c1', { take: 3 })));
    expect(line.view).toMatchObject({ own: true, elsewhere: false });
  });
});

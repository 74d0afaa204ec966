/** Two browsers' worth of werift and the adapter of the Worker, against the stand-in: packets of one arrive at the other. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket } from 'werift';
import { VideoFailure } from '../../../worker/video/failure.ts';
import { type SfuPort, sfuPort } from '../../../worker/video/sfu.ts';
import { SfuStandIn } from './server.ts';

let sfu: SfuStandIn;
let port: SfuPort;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  sfu = await SfuStandIn.start({ app: 'app', secret: 'secret' });
  port = sfuPort({ appId: 'app', secret: 'secret', baseUrl: sfu.url });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await sfu.stop();
});

const newPeer = (): RTCPeerConnection => {
  const peer = new RTCPeerConnection({ iceServers: [], iceUseIpv6: false, iceAdditionalHostAddresses: ['127.0.0.1'] });
  closing.push(() => peer.close());
  return peer;
};

/** Somebody who sends a picture and a sound: packets whose payload is a text, fifty a second. */
async function sender() {
  const peer = newPeer();
  const tracks = (['video', 'audio'] as const).map((kind) => new MediaStreamTrack({ kind }));
  const transceivers = tracks.map((track) => peer.addTransceiver(track, { direction: 'sendonly' }));
  await peer.setLocalDescription(await peer.createOffer());
  const session = await port.open();
  const names = ['camera', 'microphone'];
  const published = await port.publish(
    session,
    peer.localDescription!.sdp,
    transceivers.map(({ mid }, i) => ({ mid: mid!, name: names[i]! })),
  );
  await peer.setRemoteDescription({ type: 'answer', sdp: published.answer });
  let sent = 0;
  const timer = setInterval(() => {
    sent++;
    for (const track of tracks) {
      const header = new RtpHeader({
        sequenceNumber: sent & 0xffff,
        timestamp: sent * 1800,
        payloadType: track.kind === 'video' ? 97 : 96,
      });
      track.writeRtp(new RtpPacket(header, Buffer.from(`${track.kind} ${sent}`)));
    }
  }, 20);
  closing.push(() => clearInterval(timer));
  return { session, published, mids: transceivers.map(({ mid }) => mid!) };
}

/** Somebody who watches: what arrived at them, as text. */
async function viewer(session: string, names = ['camera', 'microphone']) {
  const peer = newPeer();
  const got: string[] = [];
  peer.onTrack.subscribe((track) => void track.onReceiveRtp.subscribe(({ payload }) => void got.push(payload.toString())));
  const own = await port.open();
  const { offer, tracks } = await port.watch(
    own,
    names.map((name) => ({ session, name })),
  );
  if (offer) {
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    await port.answer(own, peer.localDescription!.sdp);
  }
  return { own, got, tracks, peer };
}
const arrives = (got: string[]) =>
  vi.waitFor(
    () => {
      expect(got.some((text) => text.startsWith('video '))).toBe(true);
      expect(got.some((text) => text.startsWith('audio '))).toBe(true);
    },
    { timeout: 10_000, interval: 20 },
  );
const count = (got: string[], kind: string) => got.filter((text) => text.startsWith(kind)).length;
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof VideoFailure ? error.reason : String(error)),
  );

describe('The stand-in of the SFU', () => {
  it('forwards picture and sound of one to several others', { timeout: 30_000 }, async () => {
    const { session, published } = await sender();
    expect(published.tracks.map(({ name, error }) => [name, error])).toEqual([
      ['camera', undefined],
      ['microphone', undefined],
    ]);
    const viewers = [await viewer(session), await viewer(session)];
    for (const { got } of viewers) await arrives(got);
    expect(await port.look(viewers[0]!.own)).toMatchObject([
      { name: 'camera', location: 'remote', active: true },
      { name: 'microphone', location: 'remote', active: true },
    ]);
  });

  it('tells that a track is not there, and gives the others', { timeout: 30_000 }, async () => {
    const { session } = await sender();
    const { tracks, got } = await viewer(session, ['camera', 'screen', 'microphone']);
    expect(tracks.map(({ name, error }) => [name, error])).toEqual([
      ['camera', undefined],
      ['screen', 'not_found_track_error'],
      ['microphone', undefined],
    ]);
    await arrives(got);
    expect((await viewer(session, ['screen'])).tracks).toEqual([{ name: 'screen', error: 'not_found_track_error' }]);
  });

  it('stops a track that is closed, for who watches and for who comes', { timeout: 30_000 }, async () => {
    const { session, mids } = await sender();
    const { got } = await viewer(session);
    await arrives(got);
    await port.close(session, mids.slice(0, 1));
    await port.close(session, mids.slice(0, 1));
    const seen = { video: count(got, 'video'), audio: count(got, 'audio') };
    await vi.waitFor(() => expect(count(got, 'audio')).toBeGreaterThan(seen.audio + 20), { timeout: 10_000 });
    // What was on its way still came.
    expect(count(got, 'video')).toBeLessThan(seen.video + 5);
    expect((await port.look(session)).map(({ active }) => active)).toEqual([false, true]);
    expect((await viewer(session)).tracks.map(({ error }) => error)).toEqual(['not_found_track_error', undefined]);
  });

  it('wants its offer answered before the next change, and no answer that it did not ask for', { timeout: 30_000 }, async () => {
    const { session } = await sender();
    const own = await port.open();
    expect(await reasonOf(port.answer(own, 'v=0\r\n'))).toBe('refused');
    await port.watch(own, [{ session, name: 'camera' }]);
    expect(await reasonOf(port.watch(own, [{ session, name: 'microphone' }]))).toBe('refused');
  });

  it('has no session that ended, or that nobody opened', { timeout: 30_000 }, async () => {
    const { session } = await sender();
    expect(await reasonOf(port.look('nobodys'))).toBe('gone');
    await sfu.kill(session);
    expect(await reasonOf(port.look(session))).toBe('gone');
  });

  it('knows its application by its secret alone', async () => {
    expect(await reasonOf(sfuPort({ appId: 'app', secret: 'wrong', baseUrl: sfu.url }).open())).toBe('refused');
    expect(await reasonOf(sfuPort({ appId: 'other', secret: 'secret', baseUrl: sfu.url }).open())).toBe('refused');
  });
});

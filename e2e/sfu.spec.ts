/** The Worker's client of the SFU, and the stand-in for it, with real browsers: without them, nothing that is tested against the stand-in says much. */
import type { Browser, Page } from '@playwright/test';
import { type SfuPort, sfuPort } from '../worker/video/sfu.ts';
import { FOREIGN } from './support/account.ts';
import { SfuStandIn } from './support/sfu/server.ts';
import { expect, test } from './support/test.ts';

type WithConnection = Window & { connection: RTCPeerConnection };

async function newPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${FOREIGN}/blank`);
  await page.evaluate(() => {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    Object.assign(window, { connection });
    const video = document.createElement('video');
    Object.assign(video, { autoplay: true, muted: true, playsInline: true });
    document.body.replaceChildren(video);
    const stream = new MediaStream();
    connection.addEventListener('track', ({ track }) => {
      stream.addTrack(track);
      video.srcObject = stream;
    });
  });
  return page;
}

/** Describes this side, with all of its addresses. */
const describeSide = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { connection } = window as unknown as WithConnection;
    await connection.setLocalDescription();
    if (connection.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && resolve());
      });
    }
    return connection.localDescription!.sdp;
  });
const setOtherSide = (page: Page, type: 'offer' | 'answer', sdp: string): Promise<void> =>
  page.evaluate((given) => (window as unknown as WithConnection).connection.setRemoteDescription(given), { type, sdp });

/** Sends camera in two layers (Chromium sends a third only of larger pictures), and microphone. */
async function broadcast(page: Page, sfu: SfuPort): Promise<string> {
  const names = await page.evaluate(async () => {
    const { connection } = window as unknown as WithConnection;
    const media = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 }, audio: true });
    const layers = [{ rid: 'f' }, { rid: 'h', scaleResolutionDownBy: 2 }];
    for (const track of media.getTracks()) {
      connection.addTransceiver(track, { direction: 'sendonly', sendEncodings: track.kind === 'video' ? layers : [{}] });
    }
    return media.getTracks().map(({ kind }) => kind);
  });
  const offer = await describeSide(page);
  const session = await sfu.open();
  const mids = await page.evaluate(() => (window as unknown as WithConnection).connection.getTransceivers().map(({ mid }) => mid!));
  const { answer } = await sfu.publish(
    session,
    offer,
    names.map((name, i) => ({ name, mid: mids[i]! })),
  );
  await setOtherSide(page, 'answer', answer);
  return session;
}

async function watch(page: Page, sfu: SfuPort, sender: string, rid: string): Promise<void> {
  const session = await sfu.open();
  const { offer } = await sfu.watch(session, [
    { session: sender, name: 'video', rid },
    { session: sender, name: 'audio' },
  ]);
  await setOtherSide(page, 'offer', offer!);
  await sfu.answer(session, await describeSide(page));
}

/** What a viewer has: height of the picture, whether it moves, whether there is sound. */
const seen = (page: Page) =>
  page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const reports = [...(await (window as unknown as WithConnection).connection.getStats()).values()];
    const audio = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
    return { height: video.videoHeight, moves: video.currentTime > 0.5, sound: (audio?.packetsReceived ?? 0) > 20 };
  });

test('G4: a browser’s camera and microphone reach others through the SFU, each in the layer it asks for', async ({ browser }) => {
  const standIn = await SfuStandIn.start({ app: 'app', secret: 'secret' });
  const sfu = sfuPort({ appId: 'app', secret: 'secret', baseUrl: standIn.url });
  const [sender, ...viewers] = await Promise.all([newPage(browser), newPage(browser), newPage(browser)]);
  const session = await broadcast(sender!, sfu);
  const wanted = { f: 480, h: 240 };
  await Promise.all(Object.keys(wanted).map((rid, i) => watch(viewers[i]!, sfu, session, rid)));
  for (const [i, height] of Object.values(wanted).entries())
    await expect.poll(() => seen(viewers[i]!)).toEqual({ height, moves: true, sound: true });
  await Promise.all([sender!, ...viewers].map((page) => page.context().close()));
  await standIn.stop();
});

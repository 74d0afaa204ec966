/** The least a call can be: the same two pages, two connections, and what they have to tell each other handed over by the bench itself. */
import type { Frame, Page } from '@playwright/test';

type View = Page | Frame;

interface Word {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

declare global {
  interface Window {
    /** Of this page's end: what it says, what it hears, what it captures, and when the other's first frame is shown (ms since 1970). */
    say: (word: Word) => Promise<void>;
    hear: (word: Word) => Promise<void>;
    captured: MediaStream;
    shown: Promise<number>;
    end: () => void;
  }
}

export interface BareCall {
  /** ms from the press to the first frame on the other side. */
  toFirstFrame(): Promise<number>;
}

/** `from` is who presses, and belongs to `page`; `to` is who sees them. Both send what their devices give. */
export async function bareCall(page: Page, from: View, to: Page): Promise<BareCall> {
  await page.exposeFunction('say', (word: Word) => to.evaluate((heard) => window.hear(heard), word));
  await to.exposeFunction('say', (word: Word) => from.evaluate((heard) => window.hear(heard), word));
  return {
    async toFirstFrame() {
      await to.evaluate(waits);
      const pressed = await from.evaluate(presses);
      const shown = await to.evaluate(() => window.shown);
      for (const view of [from, to]) await view.evaluate(() => window.end());
      return shown - pressed;
    },
  };
}

/** Its devices are on already, as those of a caller. */
async function waits(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  const connection = new RTCPeerConnection();
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  document.body.append(video);
  window.shown = new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.timeOrigin + performance.now())));
  connection.ontrack = ({ streams }) => {
    video.srcObject = streams[0]!;
  };
  connection.onicecandidate = ({ candidate }) => void (candidate && window.say({ candidate: candidate.toJSON() }));
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  window.hear = async ({ description, candidate }) => {
    if (candidate) return connection.addIceCandidate(candidate);
    await connection.setRemoteDescription(description!);
    await connection.setLocalDescription();
    await window.say({ description: connection.localDescription!.toJSON() });
  };
  window.end = () => {
    for (const track of stream.getTracks()) track.stop();
    connection.close();
    video.remove();
  };
}

/** Answers when it began, ms since 1970. */
async function presses(): Promise<number> {
  const pressed = performance.timeOrigin + performance.now();
  const connection = new RTCPeerConnection();
  connection.onicecandidate = ({ candidate }) => void (candidate && window.say({ candidate: candidate.toJSON() }));
  window.hear = ({ description, candidate }) =>
    candidate ? connection.addIceCandidate(candidate) : connection.setRemoteDescription(description!);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  window.end = () => {
    for (const track of stream.getTracks()) track.stop();
    connection.close();
  };
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  await connection.setLocalDescription();
  await window.say({ description: connection.localDescription!.toJSON() });
  return pressed;
}

/** Cameras that show one colour each, so that a picture on the other side tells whose it is; and what a video on a page shows. */
import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';

/** `none`: that of a camera nobody painted. */
export type Colour = 'red' | 'blue' | 'none';
type View = Page | Frame;

/** From now on the camera of this page, which is Chromium's made-up one, shows a colour that moves. */
export async function paintCamera(view: View, colour: Colour): Promise<void> {
  await view.evaluate((fill) => {
    const real = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (this: MediaDevices, constraints?: MediaStreamConstraints) {
      const stream = await real.call(this, constraints);
      const [camera] = stream.getVideoTracks();
      if (!camera) return stream;
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
      const draw = canvas.getContext('2d')!;
      let at = 0;
      const timer = setInterval(() => {
        draw.fillStyle = fill;
        draw.fillRect(0, 0, 320, 240);
        draw.fillStyle = 'white';
        at = (at + 7) % 320;
        draw.fillRect(at, 0, 6, 20);
      }, 60);
      const [painted] = canvas.captureStream(15).getVideoTracks();
      const stop = painted!.stop.bind(painted);
      painted!.stop = () => {
        clearInterval(timer);
        camera.stop();
        stop();
      };
      return new MediaStream([...stream.getAudioTracks(), painted!]);
    };
  }, colour);
}

/** From now on the screen that this page may share is blue, and moves. */
export async function paintScreen(view: View): Promise<void> {
  await view.evaluate(() => {
    MediaDevices.prototype.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
      const draw = canvas.getContext('2d')!;
      let at = 0;
      const timer = setInterval(() => {
        draw.fillStyle = 'blue';
        draw.fillRect(0, 0, 640, 480);
        draw.fillStyle = 'white';
        at = (at + 7) % 640;
        draw.fillRect(at, 0, 6, 20);
      }, 60);
      const stream = canvas.captureStream(15);
      const [track] = stream.getVideoTracks();
      const stop = track!.stop.bind(track);
      track!.stop = () => {
        clearInterval(timer);
        stop();
      };
      return stream;
    };
  });
}

/** What a video shows right now. */
const looked = (view: View, label: string) =>
  view.locator(`video[aria-label="${label}"]`).evaluate((element) => {
    const video = element as HTMLVideoElement;
    const { videoWidth: width, videoHeight: height, currentTime: time, muted } = video;
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 16 });
    const draw = canvas.getContext('2d')!;
    if (width > 0) draw.drawImage(video, 0, height / 2, width, height / 2, 0, 0, 16, 16);
    const [red = 0, , blue = 0] = draw.getImageData(8, 8, 1, 1).data;
    const stream = video.srcObject as MediaStream | null;
    const sound = stream?.getAudioTracks().some((track) => !track.muted) ?? false;
    return { width, time, muted, sound, colour: red > blue + 60 ? 'red' : blue > red + 60 ? 'blue' : 'none' };
  });

/** The video shows the picture of a camera of this colour, which has a size and moves. */
export async function expectPicture(view: View, label: string, colour: Colour): Promise<void> {
  await expect
    .poll(() => looked(view, label).then((seen) => `${seen.width > 0} ${seen.colour}`), { timeout: 25_000 })
    .toBe(`true ${colour}`);
  const { time } = await looked(view, label);
  await expect.poll(() => looked(view, label).then((seen) => seen.time > time)).toBe(true);
}

/** Sound comes in. */
export const expectSound = (view: View, label: string): Promise<void> =>
  expect.poll(() => looked(view, label).then(({ sound }) => sound), { timeout: 25_000 }).toBe(true);

/** Devices are given without asking, and no relay is looked for: both browsers are on this machine. */
export async function allowDevices(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['camera', 'microphone']);
  await noRelays(context);
}

export async function noRelays(context: BrowserContext): Promise<void> {
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' };
  const json = { iceServers: [{ urls: 'stun:stun.invalid' }] };
  for (const path of ['**/w/v1/ice', '**/api/video/ice']) {
    await context.route(path, (route) => route.fulfill({ json, headers }));
  }
}

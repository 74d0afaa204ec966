/** Cameras that show one colour each, so that a picture on the other side tells whose it is; and what a video on a page shows. */
import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';

/** `none`: that of a camera nobody painted. */
export type Colour = 'red' | 'blue' | 'fuchsia' | 'none';
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

/** From now on whoever shares a screen on this page shares one of this colour, and is not asked which. */
export async function paintScreen(view: View, colour: Colour = 'blue'): Promise<void> {
  await view.evaluate((fill) => {
    MediaDevices.prototype.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
      const draw = canvas.getContext('2d')!;
      let at = 0;
      const timer = setInterval(() => {
        draw.fillStyle = fill;
        draw.fillRect(0, 0, 640, 360);
        draw.fillStyle = 'white';
        at = (at + 7) % 640;
        draw.fillRect(at, 0, 6, 20);
      }, 60);
      const stream = canvas.captureStream(15);
      const [screen] = stream.getVideoTracks();
      const stop = screen!.stop.bind(screen);
      screen!.stop = () => {
        clearInterval(timer);
        stop();
      };
      return stream;
    };
  }, colour);
}

/** What a video shows right now. */
const looked = (view: View, label: string) =>
  view.locator(`video[aria-label="${label}"]`).evaluate((element) => {
    const video = element as HTMLVideoElement;
    const { videoWidth: width, videoHeight: height, currentTime: time, muted } = video;
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 16 });
    const draw = canvas.getContext('2d')!;
    if (width > 0) draw.drawImage(video, 0, height / 2, width, height / 2, 0, 0, 16, 16);
    const [red = 0, green = 0, blue = 0] = draw.getImageData(8, 8, 1, 1).data;
    const stream = video.srcObject as MediaStream | null;
    const sound = stream?.getAudioTracks().some((track) => !track.muted) ?? false;
    const colour = red > blue + 60 ? 'red' : blue > red + 60 ? 'blue' : Math.min(red, blue) > green + 60 ? 'fuchsia' : 'none';
    return { width, time, muted, sound, colour };
  });

/** The video shows the picture of a camera of this colour, which has a size and moves. */
export async function expectPicture(view: View, label: string, colour: Colour): Promise<void> {
  await expect
    .poll(() => looked(view, label).then((seen) => `${seen.width > 0} ${seen.colour}`), { timeout: 25_000 })
    .toBe(`true ${colour}`);
  // From one look to the next: with another stream the time begins anew.
  let before = Number.POSITIVE_INFINITY;
  const moves = async () => {
    const { time } = await looked(view, label);
    const isLater = time > before;
    before = time;
    return isLater;
  };
  await expect.poll(moves, { timeout: 25_000 }).toBe(true);
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
  for (const path of ['**/w/v1/ice', '**/api/video/ice', '**/api/portal/*/ice']) {
    await context.route(path, (route) => route.fulfill({ json, headers }));
  }
}

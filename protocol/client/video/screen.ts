/** What browsers do differently with a picture that moves: playing by itself, full screen, floating beside other windows. */

interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
  webkitSupportsPresentationMode?(mode: string): boolean;
  webkitSetPresentationMode?(mode: string): void;
}

/** Plays; without sound where the browser wants a press first. Answers whether it is heard. */
export async function play(video: HTMLVideoElement): Promise<boolean> {
  try {
    await video.play();
  } catch (error) {
    if ((error as { name?: string }).name !== 'NotAllowedError') return true;
    video.muted = true;
    await video.play().catch(() => undefined);
  }
  return !video.muted;
}

/** Iphones show only a video itself on the full screen, nothing around it. */
export async function fullScreen(box: HTMLElement, video: HTMLVideoElement): Promise<void> {
  if (document.fullscreenElement) return document.exitFullscreen();
  if (document.fullscreenEnabled) return box.requestFullscreen().catch(() => undefined);
  (video as AppleVideo).webkitEnterFullscreen?.();
}

export const canFloat = (video: HTMLVideoElement | null): boolean =>
  document.pictureInPictureEnabled || !!(video as AppleVideo | null)?.webkitSupportsPresentationMode?.('picture-in-picture');

/** Into a small window over all others, or back. */
export async function float(video: HTMLVideoElement): Promise<void> {
  try {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
    else if (document.pictureInPictureEnabled) await video.requestPictureInPicture();
    else (video as AppleVideo).webkitSetPresentationMode?.('picture-in-picture');
  } catch {
    // The browser does not want to now; the picture stays where it is.
  }
}

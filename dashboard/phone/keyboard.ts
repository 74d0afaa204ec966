/**
 * Keeps the app above a phone's keyboard. Where the browser makes the page smaller itself (`interactive-widget` in index.html) there is
 * nothing to do; iPhones lay the keyboard over the page, which then is told its visible height.
 */

/** Less than this is a bar of the browser, not a keyboard, px. */
const KEYBOARD = 120;

export function watchKeyboard(view: VisualViewport | null = window.visualViewport): void {
  const fit = () => {
    const { style, dataset } = document.documentElement;
    // Zoomed in, the visible part is small for another reason.
    const covered = view && Math.abs(view.scale - 1) < 0.01 && innerHeight - view.height > KEYBOARD;
    if (covered) {
      style.setProperty('--visible', `${Math.round(view.height)}px`);
      dataset.keyboard = '';
      scrollTo(0, 0);
    } else {
      style.removeProperty('--visible');
      delete dataset.keyboard;
    }
  };
  view?.addEventListener('resize', fit);
}

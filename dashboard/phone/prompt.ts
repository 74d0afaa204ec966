import { signal } from '@preact/signals';

/** What Chromium gives instead of asking by itself (not a standard, so not in the types). */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Kept from the beginning: the browser asks once, whatever page is open. */
export const prompt = signal<InstallPrompt | null>(null);
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  prompt.value = event as InstallPrompt;
});
addEventListener('appinstalled', () => {
  prompt.value = null;
});

import { afterEach, expect, test } from 'vitest';
import { watchKeyboard } from './keyboard.ts';

/** What a browser tells of the visible part of the page. */
class View extends EventTarget {
  scale = 1;
  height = innerHeight;

  become(height: number, scale = 1): void {
    Object.assign(this, { height, scale });
    this.dispatchEvent(new Event('resize'));
  }
}

const root = document.documentElement;
afterEach(() => {
  root.removeAttribute('style');
  delete root.dataset.keyboard;
});

test('C14: the app becomes as high as a keyboard leaves it, and whole again', () => {
  const view = new View();
  watchKeyboard(view as unknown as VisualViewport);
  view.become(innerHeight - 300);
  expect(root.style.getPropertyValue('--visible')).toBe(`${innerHeight - 300}px`);
  expect('keyboard' in root.dataset).toBe(true);
  view.become(innerHeight);
  expect(root.style.getPropertyValue('--visible')).toBe('');
  expect('keyboard' in root.dataset).toBe(false);
});

test('a bar of the browser and zooming in are no keyboard', () => {
  const view = new View();
  watchKeyboard(view as unknown as VisualViewport);
  view.become(innerHeight - 60);
  view.become(innerHeight / 2, 2);
  expect(root.style.getPropertyValue('--visible')).toBe('');
});

import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, wholeSettings, widgetSettings } from './site-settings.ts';

test('what is typed is shown where the site wants it, and not in countries it left out', () => {
  const settings = { ...DEFAULT_SETTINGS, preview: true, previewOff: ['DE'] };
  expect([widgetSettings(settings, 'US').preview, widgetSettings(settings, 'DE').preview, widgetSettings(settings).preview]).toEqual([
    true,
    false,
    true,
  ]);
  expect(widgetSettings({ ...settings, preview: false }, 'US').preview).toBe(false);
});

test('the widget is told nothing of origins, hours, routing and countries', () => {
  const told = Object.keys(widgetSettings(DEFAULT_SETTINGS));
  for (const name of ['origins', 'hours', 'patience', 'routing', 'previewOff']) expect(told).not.toContain(name);
});

test('settings stored before one of them existed have its default', () => {
  const { routing: _, ...old } = DEFAULT_SETTINGS;
  expect(wholeSettings({ ...old, name: 'Shop' })).toEqual({ ...DEFAULT_SETTINGS, name: 'Shop' });
});

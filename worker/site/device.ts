/** A visitor's device in words, from what the browser calls itself. */
import Bowser from 'bowser';
import type { Device } from '../../protocol/visitors.ts';

/** Longer ones are made up: browsers stay below this. */
const LONGEST = 300;
/** Characters kept of a name. */
const KEPT = 60;
const KINDS = ['desktop', 'mobile', 'tablet'] as const;

export function deviceOf(userAgent: string): Device {
  if (!userAgent) return { kind: 'other', name: '' };
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, LONGEST));
  const name = [browser.name, os.name].filter(Boolean).join(' · ').slice(0, KEPT);
  return { kind: KINDS.find((kind) => kind === platform.type) ?? 'other', name };
}

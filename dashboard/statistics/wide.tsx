import type { ComponentChildren } from 'preact';
import s from './statistics.module.css';

/** A table wider than a phone: scrolls by itself, with the keyboard too. */
export const Wide = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
  <section class={s.wide} aria-label={label} tabIndex={0}>
    {children}
  </section>
);

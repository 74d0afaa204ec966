/** Strokes of 24 × 24, from the Lucide set (ISC). */
const PATHS = {
  close: 'm6 9 6 6 6-6',
  more: 'M12 5v.01M12 12v.01M12 19v.01',
  send: 'm5 12 14-7-4 15-3-6-7-2Z',
  attach: 'm21 11-8.6 8.6a5.6 5.6 0 0 1-8-8l8.7-8.5a3.7 3.7 0 0 1 5.3 5.3l-8.7 8.6a1.9 1.9 0 0 1-2.6-2.7l8-7.9',
  emoji: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0ZM8 14s1.5 2 4 2 4-2 4-2M9 9v.01M15 9v.01',
  file: 'M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8ZM14 2v6h6',
  star: 'm12 2 3.1 6.3 6.9 1-5 4.9 1.2 6.8-6.2-3.2L5.8 21 7 14.2 2 9.3l6.9-1Z',
  cross: 'M18 6 6 18M6 6l12 12',
  edit: 'M12 20h9M16.4 3.6a2 2 0 0 1 3 3L7 19l-4 1 1-4Z',
  delete: 'M3 6h18M8 6V4h8v2M19 6l-1 14H6L5 6',
};

export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);

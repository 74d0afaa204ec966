/** Whose portal this is, as the page was told, and the addresses that follow from it. */
import { accentOn, GROUNDS } from '../../protocol/colour.ts';
import type { PortalPage } from '../../protocol/portal.ts';

/** Null where there is no portal. */
export const portal: PortalPage | null = read();

function read(): PortalPage | null {
  const told = document.querySelector<HTMLMetaElement>('meta[name=foyer-portal]')?.content;
  return told ? (JSON.parse(told) as PortalPage) : null;
}

/** A page of the portal; `at('/')` is its first one. */
export const at = (path: string): string => (path === '/' ? portal?.base || '/' : `${portal?.base ?? ''}${path}`);

/** A route of the portal's API, for dashboard/http.ts. */
export const api = (path = ''): string => `/portal/${portal?.account}${path}`;

/** The page in the company's colour: in shades that can be seen and read on light and on dark pages. */
export function dress({ colour }: PortalPage): void {
  if (!colour) return;
  const light = accentOn(colour, GROUNDS.light);
  const dark = accentOn(colour, GROUNDS.dark);
  const both = (part: 'fill' | 'on' | 'ink') => `light-dark(${light[part]}, ${dark[part]})`;
  // Away from the text on it, so that it stays readable.
  const hover = (accent: typeof light) => `color-mix(in srgb, ${accent.fill}, ${accent.on === '#fff' ? '#000' : '#fff'} 12%)`;
  const { style } = document.documentElement;
  style.setProperty('--mark', colour);
  style.setProperty('--accent', both('fill'));
  style.setProperty('--accent-hover', `light-dark(${hover(light)}, ${hover(dark)})`);
  style.setProperty('--on-accent', both('on'));
  style.setProperty('--accent-ink', both('ink'));
  style.setProperty('--accent-soft', 'color-mix(in srgb, var(--accent) 8%, var(--surface))');
}

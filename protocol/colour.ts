/** Black or white, whichever reads better on a colour `#rrggbb` (WCAG 2.2 relative luminance, its curve as a power of 2.2). */
export function inkOn(colour: string): '#000' | '#fff' {
  const part = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.18 ? '#000' : '#fff';
}

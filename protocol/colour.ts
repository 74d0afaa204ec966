/** Black or white, whichever reads better on a colour `#rrggbb` (WCAG 2.2 relative luminance, its curve as a power of 2.2). */
export function inkOn(colour: string): '#000' | '#fff' {
  const part = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.18 ? '#000' : '#fff';
}

/** Grounds of light and of dark pages. */
export const GROUNDS = { light: '#ffffff', dark: '#17181b' } as const;

/** Contrast ratio of two colours `#rrggbb` (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const luminance = (colour: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index]!, 0);
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** A colour on a ground: as it is when it reaches the contrast, else its nearest shade that does. */
export function shadeOn(colour: string, ground: string, ratio: number): string {
  const end = inkOn(ground) === '#000' ? 0 : 255;
  for (let step = 0; step <= 40; step++) {
    const shade = `#${[1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      .map((part) => Math.round(part + ((end - part) * step) / 40))
      .map((part) => part.toString(16).padStart(2, '0'))
      .join('')}`;
    if (contrast(shade, ground) >= ratio) return shade;
  }
  return end === 0 ? '#000000' : '#ffffff';
}

/** A company's colour as pages use it: `fill` of main buttons (3:1 against the page), text `on` it, and `ink` for links (5:1). */
export function accentOn(colour: string, ground: string): { fill: string; on: '#000' | '#fff'; ink: string } {
  const fill = shadeOn(colour, ground, 3);
  return { fill, on: inkOn(fill), ink: shadeOn(colour, ground, 5) };
}

/** Bars of the present period with those of the period before as marks on them. Drawn by uPlot, which is loaded here. */
import { effect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { preferences } from '../stores/me.ts';
import s from './statistics.module.css';

export interface ChartProps {
  /** What is drawn, for who does not see it. */
  label: string;
  names: string[];
  now: number[];
  before: number[];
  /** What one bar says in words. */
  say: (at: number) => string;
}

const HEIGHT = 200;

/** A token as a colour that a canvas knows. */
function colour(element: Element, token: string): string {
  const probe = element.appendChild(document.createElement('i'));
  probe.style.color = `var(${token})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export default function Chart({ label, names, now, before, say }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    const element = box.current!;
    const paint = (token: string) => () => colour(element, token);
    const axis = { stroke: paint('--muted'), font: `12px ${getComputedStyle(element).fontFamily}`, ticks: { show: false } };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { x: true, y: false, points: { show: false }, drag: { x: false, y: false } },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        scales: {
          x: { time: false, range: () => [-0.6, names.length - 0.4] },
          // Nothing at all is drawn as an empty axis, not as a full one.
          y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 36,
            size: 28,
            incrs: [1, 2, 3, 4, 6, 7, 14],
            values: (_, splits) => splits.map((split) => names[split] ?? ''),
          },
          {
            ...axis,
            size: 44,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5],
            grid: { stroke: paint('--line'), width: 1 },
          },
        ],
        series: [
          {},
          {
            fill: paint('--accent'),
            stroke: paint('--accent'),
            width: 0,
            paths: uPlot.paths.bars!({ size: [0.7, 48] }),
            points: { show: false },
          },
          {
            stroke: paint('--text'),
            paths: () => null,
            points: { show: true, size: 7, fill: paint('--surface'), stroke: paint('--text'), width: 1.5 },
          },
        ],
        hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] },
      },
      [names.map((_, index) => index), now, names.map((_, index) => before[index] ?? null)],
      element,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => plot.redraw();
    dark.addEventListener('change', redraw);
    const stop = effect(() => {
      void preferences.value.theme;
      redraw();
    });
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', redraw);
      stop();
      plot.destroy();
    };
  }, [names.join('\n'), now.join(), before.join()]);
  return (
    <>
      <div ref={box} class={s.chart} role="img" aria-label={label} />
      <p class={s.readout} aria-hidden="true">
        {at === null || at >= now.length ? ' ' : say(at)}
      </p>
    </>
  );
}

/**
 * The list of visitors. Only what is on screen, and a little around it, is drawn and asked for: rows have one height, so that places are
 * numbers. Rows hold still while somebody reads them.
 */
import { ArrowDown, ArrowUp } from 'lucide-preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LIMITS } from '../../protocol/limits.ts';
import type { VisitorRow, VisitorSort, VisitorsLook, VisitorsWindow } from '../../protocol/visitors.ts';
import { Button } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import { DETAILS } from './details.tsx';
import { rangeOnScreen } from './range.ts';
import { t } from './texts.ts';
import s from './visitors.module.css';
import { languageOf, nameOf, placeOf, referrerOf } from './words.ts';

/** Columns, by what they sort. */
export const COLUMNS = ['name', 'page', 'referrer', 'place', 'device', 'visits', 'came'] as const satisfies VisitorSort[];

interface Props {
  window: VisitorsWindow;
  look: VisitorsLook;
  onLook: (change: { [K in keyof VisitorsLook]?: VisitorsLook[K] | undefined }) => void;
  chosen: ReadonlySet<string>;
  onChoose: (ids: string[], on: boolean) => void;
  open: string | null;
  onOpen: (id: string | null) => void;
  onInvite: (id: string) => void;
}

export function VisitorList({ window: shown, look, onLook, chosen, onChoose, open, onOpen, onInvite }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [screen, setScreen] = useState({ top: 0, size: 0 });
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  /** Row to be focused as soon as it is there. */
  const wanted = useRef<number | null>(null);

  useLayoutEffect(() => {
    const box = scroller.current!;
    const measure = () => {
      setHeight(probe.current!.offsetHeight);
      setScreen({ top: box.scrollTop, size: box.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    observer.observe(probe.current!);
    return () => observer.disconnect();
  }, []);

  const { first, count, top, bottom } = rangeOnScreen(screen.top, screen.size, height, LIMITS.visitorsWindow);
  const reading = hovered || focused || top > 0;
  useEffect(() => {
    if (height > 0) onLook({ first, count });
  }, [height, first, count]);
  useEffect(() => onLook({ hold: reading || undefined }), [reading]);
  // Another order begins at its beginning.
  useEffect(() => {
    scroller.current!.scrollTop = 0;
  }, [look.sort, look.down, look.kind, look.text]);
  // A list that is gone is read by nobody.
  useEffect(() => () => onLook({ hold: undefined }), []);

  useEffect(() => {
    if (wanted.current === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-at="${wanted.current}"]`);
    if (!button) return;
    wanted.current = null;
    button.focus();
  });

  const moveTo = (at: number) => {
    const box = scroller.current!;
    const to = Math.max(0, Math.min(at, shown.total - 1));
    wanted.current = to;
    const room = box.clientHeight - headHeight(box);
    if (to * height < box.scrollTop) box.scrollTop = to * height;
    else if ((to + 1) * height > box.scrollTop + room) box.scrollTop = (to + 1) * height - room;
    setScreen({ top: box.scrollTop, size: box.clientHeight });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).dataset.at ?? Number.NaN);
    if (Number.isNaN(at)) return;
    const page = Math.max(1, bottom - top - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -at, End: shown.total };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(at + step);
  };

  const onScreen = shown.order.filter((_, i) => shown.first + i >= top && shown.first + i < bottom);
  const allChosen = onScreen.length > 0 && onScreen.every((id) => chosen.has(id));
  return (
    <div
      class={s.rows}
      ref={scroller}
      onScroll={(event) => setScreen({ top: event.currentTarget.scrollTop, size: event.currentTarget.clientHeight })}
    >
      <div class={s.probe} ref={probe} aria-hidden="true" />
      <table class={s.table} aria-label={t('title')} aria-rowcount={shown.total + 1}>
        <thead class={s.head}>
          <tr aria-rowindex={1} class={s.headRow}>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('chooseShown')}
                checked={allChosen}
                onChange={(event) => onChoose(onScreen, event.currentTarget.checked)}
              />
            </th>
            {COLUMNS.map((sort) => (
              <th key={sort} scope="col" aria-sort={look.sort !== sort ? 'none' : look.down ? 'descending' : 'ascending'}>
                <button
                  type="button"
                  class={s.sort}
                  onClick={() => onLook({ sort, down: look.sort === sort ? !look.down : startsDown(sort) })}
                >
                  {t(`sort_${sort}`)}
                  {look.sort !== sort ? null : look.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />}
                </button>
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">{t('chat')}</span>
            </th>
          </tr>
        </thead>
        <tbody
          class={s.body}
          style={{ blockSize: `${shown.total * height}px` }}
          onKeyDown={onKeyDown}
          onPointerEnter={() => setHovered(true)}
          onPointerLeave={() => setHovered(false)}
          onFocusIn={() => setFocused(true)}
          onFocusOut={(event) => setFocused(event.currentTarget.contains(event.relatedTarget as Node | null))}
        >
          {shown.order.map((id, i) => (
            <Row
              key={id}
              row={shown.rows.get(id)!}
              at={shown.first + i}
              height={height}
              left={shown.gone.has(id)}
              chosen={chosen.has(id)}
              open={open === id}
              onChoose={(on) => onChoose([id], on)}
              onOpen={() => onOpen(open === id ? null : id)}
              onInvite={() => onInvite(id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is newest and greatest comes first, what is text begins with A. */
export const startsDown = (sort: VisitorSort): boolean => sort === 'came' || sort === 'moved' || sort === 'visits';

const headHeight = (box: HTMLElement): number => box.querySelector<HTMLElement>(`.${s.head}`)?.offsetHeight ?? 0;

interface RowProps {
  row: VisitorRow;
  at: number;
  height: number;
  left: boolean;
  chosen: boolean;
  open: boolean;
  onChoose: (on: boolean) => void;
  onOpen: () => void;
  onInvite: () => void;
}

function Row({ row, at, height, left, chosen, open, onChoose, onOpen, onInvite }: RowProps) {
  const { page, visits, since, tabs, verified, listing, device } = row;
  const place = placeOf(row);
  const name = nameOf(row);
  return (
    <tr aria-rowindex={at + 2} class={`${s.row} ${left ? s.left : ''}`} style={{ insetBlockStart: `${at * height}px` }}>
      <td class={s.check}>
        <input
          type="checkbox"
          aria-label={t('choose', { name })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </td>
      <td class={s.name}>
        <button type="button" class={s.who} data-at={at} aria-expanded={open} aria-controls={open ? DETAILS : undefined} onClick={onOpen}>
          {name}
        </button>
        <p class={s.muted}>{left ? t('left') : verified ? t('verified') : tabs > 1 ? t('tabs', { count: tabs }) : ''}</p>
      </td>
      <td class={s.pageCell}>
        <p>{page.title || page.url}</p>
        <p class={s.muted}>{listing ? `${t('listing')}: ${listing.name}` : page.url}</p>
      </td>
      <td class={s.from}>
        <p>{referrerOf(row)}</p>
      </td>
      <td class={s.place}>
        <p>{place || languageOf(row)}</p>
        {place ? <p class={s.muted}>{languageOf(row)}</p> : null}
      </td>
      <td class={s.device}>
        <p>{device.name}</p>
      </td>
      <td class={s.visits}>
        <p>
          <span class={s.label}>{t('visits')}: </span>
          {visits}
        </p>
      </td>
      <td class={s.time}>
        <Lasting since={since} />
      </td>
      <td class={s.act}>
        <Button small disabled={left} aria-label={t('chatWith', { name })} onClick={onInvite}>
          {t('chat')}
        </Button>
      </td>
    </tr>
  );
}

/** Alone, because it ticks: the row around it is not drawn every second. */
const Lasting = ({ since }: { since: number }) => <p>{lasting(since)}</p>;

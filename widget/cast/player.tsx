import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { newId } from '../../protocol/client/new-id.ts';
import { openCastViewer } from '../../protocol/client/video/cast-viewer/open.ts';
import { savesData } from '../../protocol/client/video/devices.ts';
import { iceServers } from '../../protocol/client/video/ice.ts';
import type { CastViewer } from '../../protocol/client/video/port.ts';
import { Key } from '../call/keys.tsx';
import { Face } from '../chat/face.tsx';
import { Board, useBoard } from './board.tsx';
import { t } from './i18n.ts';
import { loadKit } from './kit.ts';
import { type CastLine, openLine } from './line.ts';
import type { CastPlace } from './place.ts';
import { Screen } from './screen.tsx';
import { Stage, useStage } from './stage.tsx';

/** How long the end is told, ms. */
const ENDED_FOR = 6_000;

/** A picture that moves, and what it costs, come by themselves only to who did not ask their browser for less. */
const startsByItself = (): boolean => !savesData() && !matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A broadcast as a visitor has it: small beside the launcher, and in the header of the chat while that is open. */
export function Player({ host, cast, onGone }: CastPlace) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [line] = useState<CastLine>(() => openLine(host));
  const [viewer, setViewer] = useState<CastViewer | null>(null);
  const watched = useRef<CastViewer | null>(null);
  const { broadcast, open } = host.state();
  const known = useRef(broadcast?.live?.id === cast ? broadcast.live : null);
  if (broadcast?.live?.id === cast) known.current = broadcast.live;
  const live = known.current;
  const isOver = broadcast?.live?.id !== cast;
  const board = useBoard(line, cast);
  const staged = useStage(line, cast);

  const watch = () => {
    const now = host.state().broadcast;
    if (watched.current || now?.live?.id !== cast) return;
    const made = openCastViewer({
      live: now.live,
      ...(now.full ? { full: true } : {}),
      wire: line,
      ice: () => iceServers(`${host.base}/w/v1/ice`, host.state().token),
      door: { base: host.base, site: host.site, token: () => host.state().token, kit: () => loadKit(host.base) },
      thrifty: savesData(),
      newId,
    });
    watched.current = made;
    made.subscribe(redraw);
    setViewer(made);
  };

  useEffect(() => {
    const page = parent.document;
    /** Nobody watches a tab that is in the background; it begins when it comes to the front. */
    const look = () => {
      if (!page.hidden && startsByItself()) watch();
    };
    look();
    page.addEventListener('visibilitychange', look);
    host.subscribe(() => redraw(0));
    return () => {
      page.removeEventListener('visibilitychange', look);
      watched.current?.close();
      line.stop();
    };
  }, []);

  useEffect(() => {
    if (isOver) {
      const timer = setTimeout(() => onGone(false), watched.current ? ENDED_FOR : 0);
      return () => clearTimeout(timer);
    }
    // The visitor was on a page that it is not for, and is back.
    if (watched.current?.picture.status !== 'closed') return;
    watched.current = null;
    watch();
  }, [isOver]);

  if (!live) return null;
  const { name } = live.by;
  const answers = staged !== 'off' && viewer && !isOver;
  return (
    <section class={`call cast ${open ? '' : 'small'}`} aria-label={t('region', { name })}>
      <div class="bar">
        <Face {...live.by} base={host.base} />
        <b>{name}</b>
        {isOver ? null : <span class="live">{t('live')}</span>}
        <Key icon="close" label={t('close')} onClick={() => onGone(true)} />
      </div>
      <p class="hidden" role="status">
        {isOver ? '' : t('started', { name })}
      </p>
      <Screen host={host} live={live} viewer={viewer} isOver={isOver} onWatch={watch} />
      {answers && !open ? (
        <p class="asks" role="status">
          {staged === 'on' ? t('youAreOn') : t('invited', { name })}{' '}
          <button type="button" class="main" onClick={() => (staged === 'on' ? void viewer.setStage(null) : host.open(true))}>
            {t(staged === 'on' ? 'leave' : 'answer')}
          </button>
        </p>
      ) : null}
      {answers && open ? <Stage line={line} cast={cast} name={name} viewer={viewer} state={staged} /> : null}
      {viewer && open && !isOver ? <Board {...board} /> : null}
    </section>
  );
}

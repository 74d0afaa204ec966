/** Everyone on the site now, live, and inviting them. */
import Bowser from 'bowser';
import { UserSearch } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { VisitorRow } from '../../protocol/frames.ts';
import { AreaField, Button, Empty, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { lasting } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { sites } from '../stores/desk.ts';
import { t } from './texts.ts';
import s from './visitors.module.css';
import { useVisitors } from './watch.ts';

const nameOf = ({ id, name, email }: VisitorRow): string => name || email || `${t('visitor')} ${id.slice(-4)}`;
const placeOf = ({ city, region, country }: VisitorRow): string => [city, region, country].filter(Boolean).join(', ');

/** The device in words, from what the browser calls itself. */
function deviceOf({ userAgent }: VisitorRow): string {
  if (!userAgent) return '';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name, os.name].filter(Boolean).join(' · ');
}

export default function Visitors() {
  const [chosenSite, setSite] = useState('');
  const site = sites.value.find(({ id }) => id === chosenSite)?.id ?? sites.value[0]?.id;
  const all = useVisitors(site);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [inviting, setInviting] = useState<string[] | null>(null);
  const wanted = filter.trim().toLowerCase();
  const rows = (all ?? []).filter(
    (row) =>
      !wanted ||
      `${nameOf(row)} ${row.page.title} ${row.page.url} ${row.listing?.name ?? ''} ${row.referrer} ${placeOf(row)} ${deviceOf(row)} ${row.language}`
        .toLowerCase()
        .includes(wanted),
  );
  const picked = rows.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <div class={s.page}>
      <div class={s.bar}>
        <h1>{all ? t('count', { count: all.length }) : t('title')}</h1>
        {sites.value.length > 1 ? (
          <select
            class={styles.input}
            style={{ inlineSize: 'auto' }}
            aria-label={t('site')}
            value={site ?? ''}
            onChange={(event) => setSite(event.currentTarget.value)}
          >
            {sites.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        ) : null}
        <input
          type="search"
          list={undefined}
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        {picked.length > 0 ? (
          <Button look="main" onClick={() => setInviting(picked)}>
            {t('inviteMany', { count: picked.length })}
          </Button>
        ) : null}
      </div>
      <div class={s.rows}>
        {all && rows.length === 0 ? (
          <Empty icon={<UserSearch aria-hidden="true" />} title={t('empty')}>
            <p>{t('emptyText')}</p>
          </Empty>
        ) : null}
        <ul>
          {rows.map((row) => (
            <Row
              key={row.id}
              row={row}
              chosen={chosen.has(row.id)}
              onChoose={(on) => choose(row.id, on)}
              onInvite={() => setInviting([row.id])}
            />
          ))}
        </ul>
      </div>
      {inviting && site ? (
        <Invite
          site={site}
          visitors={inviting}
          onClose={() => {
            setInviting(null);
            setChosen(new Set());
          }}
        />
      ) : null}
    </div>
  );
}

interface RowProps {
  row: VisitorRow;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onInvite: () => void;
}

function Row({ row, chosen, onChoose, onInvite }: RowProps) {
  const [open, setOpen] = useState(false);
  const { page, referrer, language, visits, since, pages, attributes, events, tabs, verified, listing } = row;
  return (
    <li class={s.row}>
      <input
        type="checkbox"
        aria-label={t('choose', { name: nameOf(row) })}
        checked={chosen}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <div>
        <button type="button" class={s.who} aria-expanded={open} onClick={() => setOpen(!open)}>
          {nameOf(row)}
        </button>
        <p class={s.muted}>
          {verified ? `${t('verified')} · ` : ''}
          {placeOf(row) || language}
        </p>
      </div>
      <div>
        <p>{page.title || page.url}</p>
        <p class={s.muted}>{page.url}</p>
        {listing ? (
          <p class={s.muted}>
            {t('listing')}: {listing.name}
          </p>
        ) : null}
      </div>
      <div class={s.muted}>
        <p>{deviceOf(row)}</p>
        <p>
          {t('visits')}: {visits} · {t('tabs', { count: tabs })}
        </p>
      </div>
      <span class={s.muted}>{lasting(since)}</span>
      <Button small onClick={onInvite}>
        {t('chat')}
      </Button>
      {open ? (
        <div class={s.more}>
          <dl>
            <dt>{t('referrer')}</dt>
            <dd>{referrer || t('direct')}</dd>
            <dt>{t('language')}</dt>
            <dd>{language}</dd>
            <dt>{t('pages')}</dt>
            <dd>{pages.map(({ title, url }) => title || url).join(' → ')}</dd>
            {Object.keys(attributes).length > 0 ? (
              <>
                <dt>{t('attributes')}</dt>
                <dd>
                  {Object.entries(attributes)
                    .map(([key, value]) => `${key}: ${value}`)
                    .join(', ')}
                </dd>
              </>
            ) : null}
            {events?.length ? (
              <>
                <dt>{t('events')}</dt>
                <dd>{events.map(({ name }) => name).join(', ')}</dd>
              </>
            ) : null}
          </dl>
        </div>
      ) : null}
    </li>
  );
}

function Invite({ site, visitors, onClose }: { site: string; visitors: string[]; onClose: () => void }) {
  const { route } = useLocation();
  const [text, setText] = useState(t('inviteDefault'));
  // One id for all tries: an invitation whose answer was lost is not sent twice.
  const [cid] = useState(() => crypto.randomUUID());
  const submit = async () => {
    try {
      const { results, rooms } = await post<{ results: Record<string, string>; rooms: Record<string, string> }>(`/sites/${site}/invite`, {
        visitors,
        text,
        cid,
      });
      const done = Object.values(results).filter((result) => result === 'ok').length;
      if (done > 0) toast(t('invited', { count: done }));
      if (done < visitors.length) toast(t('notInvited', { count: visitors.length - done }));
      onClose();
      const [room] = Object.values(rooms);
      if (visitors.length === 1 && room) route(`/app/chats/${encodeURIComponent(room)}`);
    } catch (error) {
      toast(errorText(error));
    }
  };
  return (
    <Dialog
      title={t('inviteMany', { count: visitors.length })}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="main" type="submit" disabled={!text.trim()}>
            {t('send')}
          </Button>
        </>
      }
    >
      <AreaField label={t('inviteText')} value={text} onValue={setText} maxLength={2000} />
    </Dialog>
  );
}

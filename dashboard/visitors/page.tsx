/** Everyone on the site now, live, and inviting them. */
import { ArrowDown, ArrowUp, UserSearch } from 'lucide-preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { LIMITS } from '../../protocol/limits.ts';
import { VISITOR_KINDS, VISITOR_SORTS, type VisitorDetails, type VisitorsLook } from '../../protocol/visitors.ts';
import { picks } from '../broadcast/own.ts';
import { Button, Empty, IconButton, styles } from '../design/controls.tsx';
import { language } from '../i18n/catalog.ts';
import { hasListingsOnly, sites } from '../stores/desk.ts';
import { Details } from './details.tsx';
import { Invite } from './invite.tsx';
import { startsDown, VisitorList } from './list.tsx';
import { t } from './texts.ts';
import s from './visitors.module.css';
import { useVisitors } from './watch.ts';
import { nameOf } from './words.ts';

const FIRST_LOOK: Omit<VisitorsLook, 'language'> = { sort: 'came', down: true, kind: 'all', text: '', first: 0, count: 40 };

export default function Visitors() {
  const [chosenSite, setSite] = useState('');
  const site = sites.value.find(({ id }) => id === chosenSite)?.id ?? sites.value[0]?.id;
  // What was chosen and opened is of one site.
  return <SiteVisitors key={site} site={site} onSite={setSite} />;
}

function SiteVisitors({ site, onSite }: { site: string | undefined; onSite: (site: string) => void }) {
  const [asked, setAsked] = useState<Omit<VisitorsLook, 'language'>>(FIRST_LOOK);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [inviting, setInviting] = useState<string[] | null>(null);
  const { route } = useLocation();
  const { open } = asked;
  const look: VisitorsLook = { ...asked, language: language.value };
  const { window: shown, refresh } = useVisitors(site, look);
  const change = useCallback((part: { [K in keyof VisitorsLook]?: VisitorsLook[K] | undefined }) => {
    setAsked((before) => {
      const { hold, open, ...rest } = { ...before, ...part };
      return { ...rest, ...(hold ? { hold } : {}), ...(open ? { open } : {}) } as VisitorsLook;
    });
  }, []);
  const choose = (ids: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  };
  const details = useDetails(open, shown?.open);
  const broadcast = () => {
    if (!site) return;
    const nameOfId = (id: string) => {
      const row = shown?.rows.get(id);
      return row ? nameOf(row) : `${t('visitor')} ${id.slice(-4)}`;
    };
    picks.value = { site, visitors: new Map([...chosen].map((id) => [id, nameOfId(id)])) };
    route('/app/broadcast');
  };
  const filtered = asked.text.trim() !== '' || asked.kind !== 'all';
  const select = (label: string, value: string, onValue: (value: string) => void, options: (readonly [string, string])[], more = '') => (
    <select
      class={`${styles.input} ${s.select} ${more}`}
      aria-label={label}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
    >
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <div class={s.page}>
      <div class={s.bar}>
        <h1>
          {!shown ? t('title') : filtered ? t('countOf', { count: shown.online, fit: shown.total }) : t('count', { count: shown.online })}
        </h1>
        {sites.value.length > 1
          ? select(
              t('site'),
              site ?? '',
              onSite,
              sites.value.map(({ id, name }) => [id, name]),
            )
          : null}
        {select(
          t('kind'),
          asked.kind,
          (value) => change({ kind: value as VisitorsLook['kind'], first: 0 }),
          VISITOR_KINDS.map((kind) => [kind, t(`kind_${kind}`)]),
        )}
        <span class={s.sorting}>
          {select(
            t('sort'),
            asked.sort,
            (value) => change({ sort: value as VisitorsLook['sort'], down: startsDown(value as VisitorsLook['sort']) }),
            VISITOR_SORTS.map((sort) => [sort, t(`sort_${sort}`)]),
          )}
          <IconButton label={t(asked.down ? 'upwards' : 'downwards')} onClick={() => change({ down: !asked.down })}>
            {asked.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />}
          </IconButton>
        </span>
        <input
          type="search"
          list={undefined}
          aria-label={t('filter')}
          placeholder={t('filter')}
          maxLength={LIMITS.search}
          value={asked.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
        {chosen.size > 0 ? (
          <>
            <Button look="main" onClick={() => setInviting([...chosen])}>
              {t('inviteMany', { count: chosen.size })}
            </Button>
            {hasListingsOnly() ? null : <Button onClick={broadcast}>{t('broadcastTo')}</Button>}
            <Button onClick={() => setChosen(new Set())}>{t('chooseNone')}</Button>
          </>
        ) : null}
        {shown?.moved ? (
          <Button small class={s.moved} onClick={refresh}>
            {t('moved')}
          </Button>
        ) : null}
      </div>
      {shown && shown.total === 0 && shown.order.length === 0 ? (
        <div class={s.rows}>
          <Empty icon={<UserSearch aria-hidden="true" />} title={t(shown.online > 0 ? 'emptyFilter' : 'empty')}>
            <p>{t(shown.online > 0 ? 'emptyFilterText' : 'emptyText')}</p>
          </Empty>
        </div>
      ) : shown ? (
        <VisitorList
          window={shown}
          look={look}
          onLook={change}
          chosen={chosen}
          onChoose={choose}
          open={open ?? null}
          onOpen={(id) => change({ open: id ?? undefined })}
          onInvite={(id) => setInviting([id])}
        />
      ) : null}
      {details ? (
        <Details
          details={details}
          left={shown?.open === null}
          onClose={() => {
            change({ open: undefined });
            document.querySelector<HTMLElement>('[data-at][aria-expanded="true"]')?.focus();
          }}
          onInvite={() => setInviting([details.id])}
        />
      ) : null}
      {inviting && site ? (
        <Invite
          site={site}
          visitors={inviting}
          onClose={(done) => {
            setInviting(null);
            if (done) setChosen(new Set());
          }}
        />
      ) : null}
    </div>
  );
}

/** The details that were asked for; who has left keeps the last that were known. */
function useDetails(open: string | undefined, told: VisitorDetails | null | undefined): VisitorDetails | null {
  const [last, setLast] = useState<VisitorDetails | null>(null);
  useEffect(() => {
    if (told) setLast(told);
  }, [told]);
  const known = told ?? last;
  return open !== undefined && known?.id === open ? known : null;
}

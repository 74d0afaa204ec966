/** Whom a broadcast is for. */
import { useEffect, useId, useState } from 'preact/hooks';
import type { ListingInfo } from '../../protocol/api.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { VisitorRow, VisitorsLook } from '../../protocol/visitors.ts';
import { Field, Notice, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { get } from '../http.ts';
import { language } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { hasListingsOnly, sites } from '../stores/desk.ts';
import { useVisitors } from '../visitors/watch.ts';
import { nameOf } from '../visitors/words.ts';
import s from './broadcast.module.css';
import { type Choice, type Kind, pageOf, pagesOf } from './choice.ts';
import { t } from './texts.ts';

const KINDS: readonly Kind[] = ['site', 'page', 'listing', 'picked'];
const LOOK: Omit<VisitorsLook, 'language' | 'text'> = { sort: 'came', down: true, kind: 'all', first: 0, count: LIMITS.visitorsWindow };

interface Props {
  site: string;
  onSite: (site: string) => void;
  choice: Choice;
  onChoice: (part: Partial<Choice>) => void;
}

export function AudienceFields({ site, onSite, choice, onChoice }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const { window: shown } = useVisitors(site, { ...LOOK, language: language.value, text: choice.to === 'picked' ? text : '' });
  const pages = pagesOf(shown?.rows.values() ?? []);
  const { to, url, picked } = choice;
  // Whoever answers own listings alone broadcasts to those alone.
  const kinds = hasListingsOnly() ? KINDS.filter((kind) => kind === 'listing') : KINDS;
  const pick = (row: VisitorRow, on: boolean) => {
    const next = new Map(picked);
    if (on) next.set(row.id, nameOf(row));
    else next.delete(row.id);
    onChoice({ picked: next });
  };
  // Who was picked and does not fit the search, or has left, can still be taken out.
  const rest = [...picked].filter(([one]) => !shown?.rows.has(one));
  return (
    <>
      {sites.value.length > 1 ? (
        <SelectField label={t('site')} value={site} onValue={onSite} options={sites.value.map((one) => [one.id, one.name])} />
      ) : null}
      <fieldset class={s.choices}>
        <legend class={styles.label}>{t('audience')}</legend>
        {kinds.map((kind) => (
          <label key={kind} class={styles.switch}>
            <input type="radio" name={id} checked={to === kind} onChange={() => onChoice({ to: kind })} />
            <span>
              {t(`to_${kind}`)}
              {kind === 'site' ? <span class={s.muted}> · {shown ? t('online', { count: shown.online }) : '…'}</span> : null}
              {kind === 'picked' && picked.size > 0 ? <span class={s.muted}> · {t('picked', { count: picked.size })}</span> : null}
            </span>
          </label>
        ))}
      </fieldset>
      {to === 'page' ? (
        <Field label={t('url')} hint={t('urlHint')} fault={url.trim() && !pageOf(url.trim()) ? t('urlFault') : undefined}>
          {(props) => (
            <>
              <input
                {...props}
                type="url"
                list={`${id}-pages`}
                maxLength={LIMITS.url}
                placeholder={pages[0]?.[0] ?? 'https://'}
                value={url}
                onInput={(event) => onChoice({ url: event.currentTarget.value })}
              />
              <datalist id={`${id}-pages`}>
                {pages.map(([page, count]) => (
                  <option key={page} value={page}>
                    {t('online', { count })}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      ) : null}
      {to === 'listing' ? <Listings site={site} chosen={choice.listing} onChosen={(listing) => onChoice({ listing })} /> : null}
      {to === 'picked' ? (
        <fieldset class={s.choices}>
          <legend class={styles.label}>{t('pick')}</legend>
          <input
            type="search"
            list={undefined}
            class={styles.input}
            aria-label={t('find')}
            placeholder={t('find')}
            maxLength={LIMITS.search}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          {picked.size > LIMITS.castPicked ? <Notice tone="bad">{t('tooMany', { most: LIMITS.castPicked })}</Notice> : null}
          <div class={s.people}>
            {rest.map(([one, name]) => (
              <Switch
                key={one}
                label={name}
                checked
                onChange={() => onChoice({ picked: new Map([...picked].filter(([other]) => other !== one)) })}
              />
            ))}
            {shown?.order.map((one) => {
              const row = shown.rows.get(one)!;
              return (
                <Switch
                  key={one}
                  checked={picked.has(one)}
                  onChange={(on) => pick(row, on)}
                  label={
                    <>
                      {nameOf(row)} <span class={s.muted}>· {row.page.title || row.page.url}</span>
                    </>
                  }
                />
              );
            })}
            {shown && shown.order.length === 0 && rest.length === 0 ? (
              <p class={s.muted}>{t(shown.online > 0 ? 'nobodyFits' : 'nobodyHere')}</p>
            ) : null}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}

interface ListingsProps {
  site: string;
  chosen: string;
  onChosen: (key: string) => void;
}

/** A site may have very many: they are looked up by what is typed. */
function Listings({ site, chosen, onChosen }: ListingsProps) {
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<{ listings: ListingInfo[]; next?: string } | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    const stop = new AbortController();
    get<{ listings: ListingInfo[]; next?: string }>(`/sites/${site}/listings?q=${encodeURIComponent(search.trim())}`, stop.signal).then(
      (page) => {
        setFound(page);
        setFault('');
        // A field that shows one has it.
        if (!page.listings.some(({ key }) => key === chosen)) onChosen(page.listings[0]?.key ?? '');
      },
      (error) => {
        if (!stop.signal.aborted) setFault(errorText(error));
      },
    );
    return () => stop.abort();
  }, [site, search]);
  if (fault) return <Notice tone="bad">{fault}</Notice>;
  if (!found) return <p role="status">{t('loading')}</p>;
  const isMany = search !== '' || found.next !== undefined;
  return (
    <>
      {isMany ? <TextField label={t('findListing')} type="search" maxLength={200} value={search} onValue={setSearch} /> : null}
      {found.listings.length > 0 ? (
        <SelectField
          label={t('listing')}
          value={chosen}
          onValue={onChosen}
          options={found.listings.map(({ key, name }) => [key, name || key])}
        />
      ) : (
        <p class={s.muted}>{t(search ? 'noListingFits' : 'noListings')}</p>
      )}
    </>
  );
}

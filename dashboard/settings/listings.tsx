/** Listings of a site, their advertisers, and many of them at once from a file. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Advertiser, ListingInfo, ListingsSaved } from '../../protocol/api.ts';
import { Button, Notice, Page, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { del, get, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { people, personName, sites } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import s from './settings.module.css';
import { t } from './texts.ts';

interface Found {
  listings: ListingInfo[];
  next?: string;
}

const fail = (error: unknown): void => toast(errorText(error));

export function Listings() {
  const [chosen, setChosen] = useState('');
  const site = sites.value.find(({ id }) => id === chosen)?.id ?? sites.value[0]?.id;
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [advertisers, setAdvertisers] = useState<Advertiser[]>([]);
  const [editing, setEditing] = useState<Advertiser | null>(null);
  const [adding, setAdding] = useState(false);
  const [saved, setSaved] = useState<ListingsSaved | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const asked = useRef(0);

  const load = async (after = '') => {
    const mine = ++asked.current;
    const page = await get<Found>(`/sites/${site}/listings?after=${encodeURIComponent(after)}&q=${encodeURIComponent(search.trim())}`);
    // Of several answers the one to the last question counts.
    if (mine !== asked.current) return;
    setFound((before) => (after && before ? { ...page, listings: [...before.listings, ...page.listings] } : page));
  };
  const reload = () => {
    void load().catch(fail);
    get<Advertiser[]>(`/sites/${site}/advertisers`).then(setAdvertisers, fail);
  };
  useEffect(() => {
    if (site) reload();
  }, [site, search]);
  const send = async (body: unknown) => {
    setSaved(await put<ListingsSaved>(`/sites/${site}/listings`, body));
    reload();
  };

  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('listings')}</h1>
        {isAdmin.value && site ? (
          <>
            <Button onClick={() => file.current?.click()}>{t('listingsFile')}</Button>
            <Button look="main" onClick={() => setAdding(true)}>
              {t('new')}
            </Button>
            <input
              ref={file}
              type="file"
              accept=".csv,text/csv"
              hidden
              onChange={async ({ currentTarget: picked }) => {
                const [csv] = picked.files ?? [];
                if (csv) await send(await csv.text()).catch(fail);
                picked.value = '';
              }}
            />
          </>
        ) : null}
      </div>
      <p>{t('listingsIntro')}</p>
      {sites.value.length > 1 ? (
        <SelectField
          label={t('sites')}
          value={site ?? ''}
          onValue={setChosen}
          options={sites.value.map(({ id, name }) => [id, name] as const)}
        />
      ) : null}
      {saved ? <Saved saved={saved} /> : null}
      <section class={styles.card}>
        <h2>{t('advertisers')}</h2>
        {advertisers.length === 0 ? <p>{t('advertisersNone')}</p> : null}
        <ul class={styles.rows}>
          {advertisers.map((one) => (
            <li key={one.id}>
              <div class={styles.grow}>
                <strong>{one.name}</strong>
                <p>
                  {t('listingCount', { count: one.listings })} ·{' '}
                  {one.operators.map((user) => personName(`o_${user}`)).join(', ') || t('advertiserNobody')}
                </p>
              </div>
              {isAdmin.value ? (
                <>
                  <Button onClick={() => setEditing(one)}>{t('edit')}</Button>
                  <Button look="quiet" onClick={() => void del(`/sites/${site}/advertisers/${one.id}`).then(reload, fail)}>
                    {t('delete')}
                  </Button>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <section class={styles.card}>
        <TextField label={t('listingsSearch')} type="search" value={search} onValue={setSearch} />
        {found?.listings.length === 0 ? <p>{t(search ? 'listingsNotFound' : 'listingsNone')}</p> : null}
        <ul class={styles.rows}>
          {found?.listings.map(({ key, name, url, advertiser }) => (
            <li key={key}>
              <div class={styles.grow}>
                <strong>{name}</strong>
                <p>{[key, advertiser, url].filter(Boolean).join(' · ')}</p>
              </div>
              {isAdmin.value ? (
                <Button look="quiet" onClick={() => void del(`/sites/${site}/listings/${encodeURIComponent(key)}`).then(reload, fail)}>
                  {t('delete')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        {found?.next ? (
          <div>
            <Button onClick={() => void load(found.next).catch(fail)}>{t('more')}</Button>
          </div>
        ) : null}
      </section>
      {adding ? <Add send={(listing) => send({ listings: [listing] })} onClose={() => setAdding(false)} /> : null}
      {editing ? (
        <EditAdvertiser
          path={`/sites/${site}/advertisers/${editing.id}`}
          advertiser={editing}
          onClose={() => {
            setEditing(null);
            reload();
          }}
        />
      ) : null}
    </Page>
  );
}

/** What a file did: how many rows were taken, and what is wrong with each of the others. */
function Saved({ saved: { saved, faults } }: { saved: ListingsSaved }) {
  return (
    <Notice tone={faults.length > 0 ? 'bad' : 'good'}>
      <p role="status">
        {t('listingsSaved', { count: saved })} {faults.length > 0 ? t('listingsFaults', { count: faults.length }) : ''}
      </p>
      {faults.length > 0 ? (
        <table class={s.faults}>
          <thead>
            <tr>
              <th scope="col">{t('row')}</th>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('fault')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, 50).map(({ row, field, message }) => (
              <tr key={`${row} ${field}`}>
                <td>{row}</td>
                <td>{field}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Notice>
  );
}

function Add({ send, onClose }: { send: (listing: ListingInfo) => Promise<void>; onClose: () => void }) {
  const [listing, setListing] = useState<ListingInfo>({ key: '', name: '', url: '', advertiser: '' });
  const change = (part: Partial<ListingInfo>) => setListing({ ...listing, ...part });
  return (
    <Dialog title={t('listingNew')} onClose={onClose} run={() => send(listing)} action={t('save')}>
      <TextField
        label={t('listingKey')}
        hint={t('listingKeyHint')}
        required
        maxLength={100}
        value={listing.key}
        onValue={(key) => change({ key })}
      />
      <TextField label={t('name')} required maxLength={300} value={listing.name} onValue={(name) => change({ name })} />
      <TextField label={t('rulePage')} maxLength={300} value={listing.url ?? ''} onValue={(url) => change({ url })} />
      <TextField
        label={t('advertiser')}
        hint={t('advertiserHint')}
        maxLength={300}
        value={listing.advertiser ?? ''}
        onValue={(advertiser) => change({ advertiser })}
      />
    </Dialog>
  );
}

function EditAdvertiser({ path, advertiser, onClose }: { path: string; advertiser: Advertiser; onClose: () => void }) {
  const [name, setName] = useState(advertiser.name);
  const [operators, setOperators] = useState<readonly string[]>(advertiser.operators);
  return (
    <Dialog title={advertiser.name} onClose={onClose} run={() => put(path, { name, operators })} action={t('save')}>
      <TextField label={t('name')} required maxLength={80} value={name} onValue={setName} />
      <fieldset class={s.rule}>
        <legend class={styles.label}>{t('advertiserOperators')}</legend>
        {people.value.map(({ id, name: person }) => {
          const user = id.slice(2);
          return (
            <Switch
              key={id}
              label={person}
              checked={operators.includes(user)}
              onChange={(on) => setOperators(on ? [...operators, user] : operators.filter((one) => one !== user))}
            />
          );
        })}
      </fieldset>
    </Dialog>
  );
}

/** The account's clients: invited, active and removed. */
import { useEffect, useState } from 'preact/hooks';
import type { ClientInfo, ClientList } from '../../protocol/portal.ts';
import { Button, Empty, Page, SelectField, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { dateTime, now } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, get, patch, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { isAdmin, me } from '../stores/me.ts';
import s from './clients.module.css';
import { Invite } from './invite.tsx';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));
type Shown = '' | ClientInfo['state'];

export default function Clients() {
  const [list, setList] = useState<ClientList | null>(null);
  const [state, setState] = useState<Shown>('');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'invite' | { rename: ClientInfo } | { remove: ClientInfo } | null>(null);

  const address = (after = '') => `/clients?${new URLSearchParams({ ...(state ? { state } : {}), q: search.trim().slice(0, 100), after })}`;
  const load = () => get<ClientList>(address()).then(setList, fail);
  useEffect(() => {
    const asked = new AbortController();
    get<ClientList>(address(), asked.signal).then(setList, (error) => asked.signal.aborted || fail(error));
    return () => asked.abort();
  }, [state, search]);
  const more = async (after: string) => {
    const next = await get<ClientList>(address(after));
    setList((before) => ({ ...next, clients: [...(before?.clients ?? []), ...next.clients] }));
  };
  const done = (said: string) => {
    setOpen(null);
    toast(said);
    void load();
  };

  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('title')}</h1>
        {isAdmin.value ? <a href="/app/settings/portal">{t('settings')}</a> : null}
        <Button look="main" onClick={() => setOpen('invite')}>
          {t('invite')}
        </Button>
      </div>
      <p>
        {t('intro')} <a href={`/portal/${me.value!.account.id}`}>{t('openPortal')}</a>
      </p>
      <div class={s.filters}>
        <TextField label={t('search')} type="search" maxLength={100} value={search} onValue={setSearch} />
        <SelectField
          label={t('show')}
          value={state}
          onValue={(value) => setState(value as Shown)}
          options={(['', 'invited', 'active', 'removed'] as const).map((one) => [one, t(one ? `state_${one}` : 'all')] as const)}
        />
      </div>
      <section class={styles.card} aria-label={t('title')}>
        {list?.clients.length === 0 ? <Empty title={t(search || state ? 'noneFound' : 'none')} /> : null}
        <ul class={styles.rows}>
          {list?.clients.map((one) => (
            <li key={one.id}>
              <div class={styles.grow}>
                <strong>
                  <bdi>{one.name}</bdi>
                </strong>
                <p>
                  {one.email} · {told(one)}
                </p>
              </div>
              <span class={styles.tag}>{t(`state_${one.state}`)}</span>
              {one.state === 'invited' ? (
                <Button
                  aria-label={`${t('resend')}: ${one.name}`}
                  onClick={() => void post(`/clients/${one.id}/invite`).then(() => done(t('sent', { count: 1 })), fail)}
                >
                  {t('resend')}
                </Button>
              ) : null}
              {one.state === 'removed' ? null : (
                <>
                  <Button aria-label={`${t('rename')}: ${one.name}`} onClick={() => setOpen({ rename: one })}>
                    {t('rename')}
                  </Button>
                  <Button look="quiet" aria-label={`${t('remove')}: ${one.name}`} onClick={() => setOpen({ remove: one })}>
                    {t('remove')}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
        {list?.next ? (
          <div>
            <Button onClick={() => void more(list.next!).catch(fail)}>{t('more')}</Button>
          </div>
        ) : null}
      </section>
      {open === 'invite' ? (
        <Invite
          onClose={() => setOpen(null)}
          onSent={(count) => {
            if (count > 0) toast(t('sent', { count }));
            void load();
          }}
        />
      ) : null}
      {open && open !== 'invite' && 'rename' in open ? (
        <Rename client={open.rename} onClose={() => setOpen(null)} onDone={() => done(t('saved'))} />
      ) : null}
      {open && open !== 'invite' && 'remove' in open ? (
        <Dialog
          title={t('removeTitle', { name: open.remove.name })}
          action={t('remove')}
          danger
          run={() => del(`/clients/${open.remove.id}`)}
          onDone={() => done(t('removed', { name: open.remove.name }))}
          onClose={() => setOpen(null)}
        >
          <p>{t('removeHint')}</p>
        </Dialog>
      ) : null}
    </Page>
  );
}

/** Since when they are what they are. */
function told({ state, invitedAt, activatedAt = 0, removedAt = 0, expiresAt = 0 }: ClientInfo): string {
  if (state === 'removed') return t('since_removed', { time: dateTime(removedAt) });
  if (state === 'active') return t('since_active', { time: dateTime(activatedAt) });
  return expiresAt < now.value ? t('expired', { time: dateTime(expiresAt) }) : t('since_invited', { time: dateTime(invitedAt) });
}

function Rename({ client, onClose, onDone }: { client: ClientInfo; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState(client.name);
  return (
    <Dialog
      title={t('rename')}
      action={t('save')}
      ready={name.trim() !== ''}
      run={() => patch(`/clients/${client.id}`, { name })}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField label={t('name')} dir="auto" required maxLength={80} value={name} onValue={setName} />
    </Dialog>
  );
}

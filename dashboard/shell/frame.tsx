import { BarChart3, Bell, Mail, MessageCircle, MessagesSquare, Radio, Search, Settings, UserSearch, Users } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ringing } from '../calls/ringing.ts';
import { CallSlot, RingSlot } from '../calls/slot.tsx';
import { Avatar, Badge, Button } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { now } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { DocksSlot, MissedSlot } from '../messages/slots.tsx';
import { AlertBar } from '../rooms/alert-bar.tsx';
import { searchPath } from '../search/question.ts';
import { caughtUp, clientUnread, lost, myId, people, setPresence, smsUnread, teamUnread, unreadTotal } from '../stores/desk.ts';
import { me, preferences, signOut } from '../stores/me.ts';
import { Palette } from './palette.tsx';
import s from './shell.module.css';
import { t } from './texts.ts';

const TABS = [
  ['chats', MessageCircle],
  ['visitors', UserSearch],
  ['operators', Users],
  ['alerts', Bell],
  ['settings', Settings],
  ['statistics', BarChart3],
  ['broadcast', Radio],
  ['rooms', MessagesSquare],
  ['messages', Mail],
] as const;

export function Frame({ children }: { children: ComponentChildren }) {
  const { path, query } = useLocation();
  const unread: Partial<Record<string, number>> = {
    chats: unreadTotal.value,
    operators: teamUnread.value,
    rooms: clientUnread.value,
    messages: smsUnread.value,
  };
  const all = unreadTotal.value + teamUnread.value + clientUnread.value + smsUnread.value;
  const known = me.value!;
  useAwayTimer();
  useEffect(() => {
    document.title = all > 0 ? `(${all}) Foyer` : 'Foyer';
    // The number on the installed app's icon.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(all).catch(() => undefined);
  }, [all]);
  useEffect(() => {
    if (query.verified) toast(t(query.verified === '1' ? 'verified' : 'notVerified'));
  }, [query.verified]);
  const current = path === '/app/' ? 'chats' : path.split('/')[2];
  return (
    <div class={s.shell}>
      <header class={s.top}>
        <a class={s.brand} href="/app/">
          <i /> Foyer
        </a>
        <nav class={s.tabs} aria-label={t('tabs')}>
          {TABS.map(([name, Icon]) => (
            <a key={name} class={s.tab} href={`/app/${name}`} aria-current={current === name ? 'page' : undefined}>
              <Icon aria-hidden="true" />
              {t(`tab_${name}`)}
              <TabBadge count={unread[name] ?? 0} />
            </a>
          ))}
        </nav>
        <SearchField isOpen={current === 'search'} />
        <span class={s.state} role="status">
          {caughtUp.value ? t('caughtUp') : t('connecting')}
        </span>
        <AccountMenu />
      </header>
      {lost.value ? (
        <p class={s.strip} role="status">
          {t('reconnecting')}
        </p>
      ) : null}
      {known.user.verified ? null : <Verify email={known.user.email} />}
      <Trial />
      <RingSlot calls={ringing.value} />
      <CallSlot />
      <MissedSlot />
      <main class={s.main}>{children}</main>
      <DocksSlot />
      <AlertBar />
      <Palette />
    </div>
  );
}

/** Looks for what was said; on small screens, where the field has no place, a link to the page that has one. */
function SearchField({ isOpen }: { isOpen: boolean }) {
  const { route } = useLocation();
  if (isOpen) return null;
  return (
    <>
      <search class={s.search}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            route(searchPath({ q: String(new FormData(event.currentTarget).get('q') ?? '') }));
          }}
        >
          <input
            type="search"
            list={undefined}
            name="q"
            maxLength={300}
            aria-label={t('searchMessages')}
            placeholder={t('searchMessages')}
          />
        </form>
      </search>
      <a class={s.searchLink} href={searchPath({})} aria-label={t('searchMessages')} title={t('searchMessages')}>
        <Search aria-hidden="true" />
      </a>
    </>
  );
}

const TabBadge = ({ count }: { count: number }) =>
  count > 0 ? <Badge class={s.tabBadge!} count={count} label={t('unread', { count })} /> : null;

function Verify({ email }: { email: string }) {
  const [sent, setSent] = useState('');
  return (
    <p class={s.strip}>
      {sent || t('verify', { email })}
      {sent ? null : (
        <Button
          small
          onClick={() =>
            post('/verify-email/resend').then(
              () => setSent(t('verifySent')),
              (error) => setSent(errorText(error)),
            )
          }
        >
          {t('verifyAgain')}
        </Button>
      )}
    </p>
  );
}

function Trial() {
  const ends = me.value?.account.trialEndsAt;
  if (!ends) return null;
  const count = Math.ceil((ends - now.value) / 86_400_000);
  if (count > 7) return null;
  return <p class={s.strip}>{count > 0 ? t('trial', { count }) : t('trialOver')}</p>;
}

function AccountMenu() {
  const { user, account } = me.value!;
  const own = people.value.find(({ id }) => id === myId.value);
  const presence = own?.presence ?? 'offline';
  return (
    <Menu
      label={t('account')}
      trigger={(props) => (
        <button type="button" class={s.face} aria-label={t('account')} {...props}>
          <Avatar name={user.name} photo={user.photo} presence={presence} />
        </button>
      )}
    >
      <p>
        <strong>{user.name}</strong>
        <br />
        {account.name} · {t(presence)}
      </p>
      <button type="button" onClick={() => setPresence(presence === 'online' ? 'away' : 'online')}>
        {t(presence === 'online' ? 'setAway' : 'setOnline')}
      </button>
      <a href="/app/settings/profile">{t('profile')}</a>
      {own?.listingsOnly ? null : <a href="/app/clients">{t('clients')}</a>}
      <a href="/app/contacts">{t('contacts')}</a>
      <a href="/app/matters">{t('matters')}</a>
      <a href="/app/setup">{t('setup')}</a>
      <button type="button" onClick={() => void signOut().catch((error) => toast(errorText(error)))}>
        {t('signOut')}
      </button>
    </Menu>
  );
}

/** Away after some minutes without a touch, back with the next one. */
function useAwayTimer(): void {
  const { awayAfter } = preferences.value;
  useEffect(() => {
    if (awayAfter === 0) return;
    let timer: ReturnType<typeof setTimeout>;
    let away = false;
    const touched = () => {
      clearTimeout(timer);
      if (away) setPresence('online');
      away = false;
      timer = setTimeout(() => {
        away = true;
        setPresence('away');
      }, awayAfter * 60_000);
    };
    const events = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;
    for (const event of events) addEventListener(event, touched, { passive: true });
    touched();
    return () => {
      clearTimeout(timer);
      for (const event of events) removeEventListener(event, touched);
    };
  }, [awayAfter]);
}

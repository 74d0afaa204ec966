/** Everything by keyboard: Ctrl or ⌘ and K. */

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { smsTitle } from '../../protocol/sms.ts';
import { searchPath } from '../search/question.ts';
import { clientRooms, rooms, setPresence, smsRooms, teamRooms, teamTitle, waitingRooms } from '../stores/desk.ts';
import { preferences, savePreferences, signOut } from '../stores/me.ts';
import s from './shell.module.css';
import { t } from './texts.ts';

interface Command {
  name: string;
  run: () => void;
}

const TABS = ['chats', 'visitors', 'operators', 'alerts', 'settings', 'statistics', 'broadcast', 'rooms', 'messages'] as const;

/** Commands of the page that is open: a chat adds its own. */
const pageCommands = new Set<() => Command[]>();
export function usePageCommands(commands: () => Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const give = () => latest.current();
    pageCommands.add(give);
    return () => void pageCommands.delete(give);
  }, []);
}

export function Palette() {
  const { route } = useLocation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);

  const next = () => {
    const [first] = waitingRooms.value;
    if (first) route(`/app/chats/${encodeURIComponent(first.id)}`);
  };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setText('');
        setAt(0);
        setOpen(true);
      } else if (event.altKey && event.code === 'KeyN') {
        event.preventDefault();
        next();
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  // Before the next key: what is typed at once is what is searched.
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open) return null;

  const commands: Command[] = [
    ...[...pageCommands].flatMap((give) => give()),
    { name: `${t('next')} (Alt N)`, run: next },
    ...TABS.map((tab) => ({ name: t('goTo', { name: t(`tab_${tab}`) }), run: () => route(`/app/${tab}`) })),
    { name: t('goTo', { name: t('clients') }), run: () => route('/app/clients') },
    { name: t('goTo', { name: t('contacts') }), run: () => route('/app/contacts') },
    { name: t('goTo', { name: t('matters') }), run: () => route('/app/matters') },
    { name: t('setAway'), run: () => setPresence('away') },
    { name: t('setOnline'), run: () => setPresence('online') },
    { name: t('theme'), run: () => void savePreferences({ theme: preferences.value.theme === 'dark' ? 'light' : 'dark' }) },
    { name: t('signOut'), run: () => void signOut() },
    ...[...rooms.value.values()]
      .filter(({ chat }) => chat.status !== 'closed' || text)
      .map(({ id, visitor }) => ({
        name: t('openChat', { name: visitor.name ?? `${t('visitor')} ${visitor.id.slice(-4)}` }),
        run: () => route(`/app/chats/${encodeURIComponent(id)}`),
      })),
    ...[...teamRooms.value.values()].map((room) => ({
      name: t('openChat', { name: teamTitle(room) }),
      run: () => route(`/app/operators/${encodeURIComponent(room.id)}`),
    })),
    ...[...clientRooms.value.values()].map(({ id, client }) => ({
      name: t('openChat', { name: client.name }),
      run: () => route(`/app/rooms/${encodeURIComponent(id)}`),
    })),
    ...[...smsRooms.value.values()].map(({ id, sms }) => ({
      name: t('openChat', { name: smsTitle(sms) }),
      run: () => route(`/app/messages/${encodeURIComponent(id)}`),
    })),
  ];
  const asked = text.trim();
  const found = [
    ...commands.filter(({ name }) => name.toLowerCase().includes(asked.toLowerCase())).slice(0, 30),
    // Last, and always there: what was typed may be something that somebody said.
    { name: asked ? t('searchFor', { text: asked }) : t('searchMessages'), run: () => route(searchPath({ q: asked })) },
  ];
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    setOpen(false);
    command.run();
  };
  return (
    <dialog class={s.palette} ref={dialog} aria-label={t('commands')} onClose={() => setOpen(false)}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={`command-${chosen}`}
        aria-label={t('search')}
        placeholder={t('search')}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt((chosen + 1) % found.length);
          else if (event.key === 'ArrowUp') setAt((chosen + found.length - 1) % found.length);
          else if (event.key === 'Enter') run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div class={s.commands} id="commands" role="listbox" tabIndex={-1} aria-label={t('commands')}>
        {found.map((command, index) => (
          <div
            key={command.name}
            id={`command-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            onKeyDown={(event) => event.key === 'Enter' && run(command)}
          >
            {command.name}
          </div>
        ))}
      </div>
    </dialog>
  );
}

/** One matter, in four parts. */
import { ArrowLeft } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { Matter } from '../../protocol/matter.ts';
import { Empty, Page, styles } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { toast } from '../design/toasts.tsx';
import { HttpError } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { usePageCommands } from '../shell/palette.tsx';
import { clientRooms, personName, statusTurns } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { sendFile } from '../stores/rooms.ts';
import { RenameMatter } from './dialogs.tsx';
import { Documents } from './documents.tsx';
import s from './matters.module.css';
import { People } from './people.tsx';
import { changeMatter, documentsOf, matterPath, readMatter, statusesOf, type Tab } from './requests.ts';
import { Failed, Statuses } from './statuses.tsx';
import { Talk } from './talk.tsx';
import { t } from './texts.ts';
import { uploaded } from './upload.ts';

const TABS: readonly Tab[] = ['messages', 'status', 'documents', 'people'];

export function MatterPage({ id, tab, room }: { id: string; tab: string; room: string | undefined }) {
  const [matter, setMatter] = useState<Matter | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = () =>
    readMatter(id).then((found) => {
      setMatter(found);
      setError(null);
    }, setError);
  // The desk tells when a room of the matter comes, goes, or is handed over.
  const known = roomsKnown(id);
  useEffect(() => {
    void load();
  }, [id, known]);
  if (error instanceof HttpError && error.code === 'not_found') {
    return (
      <Empty title={t('notThere')}>
        <a href="/app/matters">{t('back')}</a>
      </Empty>
    );
  }
  if (!matter) {
    return <Page>{error ? <Failed error={error} again={() => void load()} /> : <p role="status">{t('loading')}</p>}</Page>;
  }
  const current = TABS.find((one) => one === tab) ?? 'messages';
  const onChanged = (changed?: Matter) => (changed ? setMatter(changed) : void load());
  return (
    <div class={s.one}>
      <Head matter={matter} onChanged={onChanged} />
      <nav class={s.tabs} aria-label={t('tabs')}>
        {TABS.map((one) => (
          <a key={one} href={matterPath(id, one)} aria-current={one === current ? 'page' : undefined}>
            {t(`tab_${one}`)}
          </a>
        ))}
      </nav>
      <div class={s.part}>
        {current === 'messages' ? (
          <Talk matter={matter} room={room} onChanged={() => void load()} />
        ) : (
          <Page>
            <Part tab={current} matter={matter} onChanged={onChanged} />
          </Page>
        )}
      </div>
    </div>
  );
}

/** What is known of the matter's rooms, as one text: another one means that something else is to be shown. */
const roomsKnown = (matter: string): string =>
  [...clientRooms.value.values()]
    .filter(({ client }) => client.matter === matter)
    .map(({ id, client }) => `${id} ${client.name} ${client.assignee} ${client.archived}`)
    .sort()
    .join('\n');

/** Up to where the matter's rooms are known: something was said when it is another. */
const turnOf = (matter: string): number =>
  [...clientRooms.value.values()].reduce((sum, { client, seq }) => (client.matter === matter ? sum + seq : sum), 0);

function Part({ tab, matter, onChanged }: { tab: Exclude<Tab, 'messages'>; matter: Matter; onChanged: (matter?: Matter) => void }) {
  const { id, rooms } = matter;
  const turn = turnOf(id);
  if (tab === 'people') return <People matter={matter} onChanged={onChanged} />;
  if (tab === 'status') {
    return (
      <Statuses
        matter={id}
        load={(before) => statusesOf(id, before)}
        turn={statusTurns.value.get(id)}
        linkTo={({ room, seq }) => (room ? `${matterPath(id, 'messages', room)}?seq=${seq}` : null)}
        hint={t('noStatusText')}
      />
    );
  }
  const nameOf = (room: string, where: string) => rooms.find((one) => one.room === room)?.name ?? where;
  return (
    <Documents
      matter={id}
      load={(before) => documentsOf(id, before)}
      turn={turn}
      whereOf={({ room, where }) => nameOf(room, where)}
      targets={matter.in ? rooms.filter(({ archived }) => !archived) : []}
      send={async (room, file) => {
        const sent = await uploaded(`/api/rooms/${encodeURIComponent(room)}/files`, file);
        await sendFile(me.value!.user.id, room, sent);
      }}
    />
  );
}

function Head({ matter, onChanged }: { matter: Matter; onChanged: (matter: Matter) => void }) {
  const [renaming, setRenaming] = useState(false);
  const { id, name, assignee, closedAt, people } = matter;
  const isClosed = closedAt !== undefined;
  const close = () => void changeMatter(id, { closed: !isClosed }).then(onChanged, (error) => toast(errorText(error)));
  usePageCommands(() => [
    { name: t('rename'), run: () => setRenaming(true) },
    { name: t(isClosed ? 'reopen' : 'close'), run: close },
  ]);
  const assigned = people.find((person) => person.id === assignee)?.name || personName(assignee) || t('someone');
  return (
    <header class={s.head}>
      <a href="/app/matters" aria-label={t('back')}>
        <ArrowLeft aria-hidden="true" />
      </a>
      <div>
        <h1 dir="auto">{name}</h1>
        <p class={styles.hint}>{t('assignedTo', { name: assigned })}</p>
      </div>
      {isClosed ? <span class={styles.tag}>{t('closed')}</span> : null}
      <Menu label={t('menu')}>
        <button type="button" onClick={() => setRenaming(true)}>
          {t('rename')}
        </button>
        <button type="button" onClick={close}>
          {t(isClosed ? 'reopen' : 'close')}
        </button>
      </Menu>
      {renaming ? (
        <RenameMatter
          matter={matter}
          onClose={() => setRenaming(false)}
          onDone={(changed) => {
            setRenaming(false);
            onChanged(changed);
          }}
        />
      ) : null}
    </header>
  );
}

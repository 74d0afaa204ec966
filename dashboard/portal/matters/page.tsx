/** The matters of a client: all of them, and one with its messages, status and documents. */
import { ArrowLeft, BriefcaseBusiness } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { DocumentPage, PortalMatter, PortalMatterInfo, StatusPage } from '../../../protocol/matter.ts';
import { Empty, Page, styles } from '../../design/controls.tsx';
import { when } from '../../design/time.ts';
import { get, HttpError } from '../../http.ts';
import { Documents } from '../../matters/documents.tsx';
import s from '../../matters/matters.module.css';
import { usePages } from '../../matters/pages.ts';
import { Failed, Statuses } from '../../matters/statuses.tsx';
import { t as shared } from '../../matters/texts.ts';
import { uploaded } from '../../matters/upload.ts';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { rooms, statusTurns } from '../desk.ts';
import { api, at, portal } from '../portal.ts';
import { uploadAddress, useOwnRoom } from '../rooms/open.ts';
import { MatterTalk } from './talk.tsx';
import { t } from './texts.ts';

const TABS = ['messages', 'status', 'documents'] as const;
type Tab = (typeof TABS)[number];

const pathOf = (matter: string, tab: Tab = 'messages', room?: string): string =>
  at(`/matters/${matter}${tab === 'messages' && !room ? '' : `/${tab}`}${room ? `/${room}` : ''}`);

export default function Matters() {
  const [id, tab, room] = (useRoute().params.rest ?? '').split('/');
  return id ? <Opening key={id} id={id} tab={TABS.find((one) => one === tab) ?? 'messages'} room={room} /> : <List />;
}

function List() {
  const { rows, error, reload } = usePages<PortalMatterInfo, string>(async (after) => {
    const { matters, next } = await get<{ matters: PortalMatterInfo[]; next?: string }>(api(`/matters?after=${after ?? ''}`));
    return { rows: matters, next };
  }, []);
  if (!rows) return <Page>{error ? <Failed error={error} again={reload} /> : <p role="status">{shared('loading')}</p>}</Page>;
  return (
    <Page>
      <h1>{shared('title')}</h1>
      {rows.length === 0 ? (
        <Empty icon={<BriefcaseBusiness aria-hidden="true" />} title={t('none')}>
          <p>{t('noneText', { company: portal!.name })}</p>
        </Empty>
      ) : (
        <section class={styles.card}>
          <ul class={styles.rows}>
            {rows.map(({ id, name, status, closed }) => (
              <li key={id}>
                <a class={`${styles.grow} ${s.matter}`} href={pathOf(id)}>
                  <strong dir="auto">{name}</strong>
                  <span class={s.line} dir="auto">
                    {status ? `${status.text} · ${when(status.at)}` : t('noStatus')}
                  </span>
                </a>
                {closed ? <span class={styles.tag}>{shared('closed')}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

interface Place {
  tab: Tab;
  room: string | undefined;
}

function Opening({ id, ...place }: Place & { id: string }) {
  const [matter, setMatter] = useState<PortalMatter | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = () =>
    get<PortalMatter>(api(`/matters/${id}`)).then((found) => {
      setMatter(found);
      setError(null);
    }, setError);
  useEffect(() => {
    void load();
  }, [id]);
  if (error instanceof HttpError && error.code === 'not_found') {
    return (
      <Empty title={shared('notThere')}>
        <a href={at('/matters')}>{shared('back')}</a>
      </Empty>
    );
  }
  if (!matter) return <Page>{error ? <Failed error={error} again={() => void load()} /> : <p role="status">{shared('loading')}</p>}</Page>;
  return <One matter={matter} {...place} />;
}

/** The own room stays connected on all tabs: what happens in it is seen on the others at once. */
function One({ matter, tab, room }: Place & { matter: PortalMatter }) {
  const { id, name, closed, thread } = matter;
  const own = useOwnRoom(thread);
  return (
    <div class={s.one}>
      <header class={s.head}>
        <a href={at('/matters')} aria-label={shared('back')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <div>
          <h1 dir="auto">{name}</h1>
        </div>
        {closed ? <span class={styles.tag}>{shared('closed')}</span> : null}
      </header>
      <nav class={s.tabs} aria-label={shared('tabs')}>
        {TABS.map((one) => (
          <a key={one} href={pathOf(id, one)} aria-current={one === tab ? 'page' : undefined}>
            {shared(`tab_${one}`)}
          </a>
        ))}
      </nav>
      <div class={s.part}>
        {tab === 'messages' ? <Conversations matter={matter} own={own} room={room} /> : <Part matter={matter} own={own} tab={tab} />}
      </div>
    </div>
  );
}

function Conversations({ matter, own, room }: { matter: PortalMatter; own: ClientsRoom; room: string | undefined }) {
  const { id, thread, groups } = matter;
  const group = groups.find((one) => one.room === room);
  const company = portal!.name;
  return (
    <div class={s.stack}>
      {groups.length > 0 ? (
        <nav class={s.tabs} aria-label={t('rooms')}>
          <a href={pathOf(id)} aria-current={group ? undefined : 'page'}>
            {t('own', { company })}
          </a>
          {groups.map((one) => (
            <a key={one.room} href={pathOf(id, 'messages', one.room)} aria-current={one === group ? 'page' : undefined} dir="auto">
              {one.name}
            </a>
          ))}
        </nav>
      ) : null}
      {group ? <Group key={group.room} {...group} /> : <MatterTalk key={thread} room={own} name={t('own', { company })} />}
    </div>
  );
}

const Group = ({ room, name }: { room: string; name: string }) => <MatterTalk room={useOwnRoom(room)} name={name} />;

function Part({ matter, own, tab }: { matter: PortalMatter; own: ClientsRoom; tab: 'status' | 'documents' }) {
  const { id, thread, groups } = matter;
  const { client } = own.view.value;
  // The desk has what it tells of, so what is asked for after it is there.
  const said = [thread, ...groups.map(({ room }) => room)].reduce((sum, room) => sum + (rooms.value.get(room)?.seq ?? 0), 0);
  const turn = `${said} ${statusTurns.value.get(id) ?? 0}`;
  const company = portal!.name;
  const known = (room: string | undefined) => room === thread || groups.some((group) => group.room === room);
  const behind = (before?: number) => (before === undefined ? '' : `?before=${before}`);
  return (
    <Page>
      {tab === 'status' ? (
        <Statuses
          matter={id}
          turn={turn}
          load={(before) => get<StatusPage>(api(`/matters/${id}/statuses${behind(before)}`))}
          linkTo={({ room, seq }) => (known(room) ? `${pathOf(id, 'messages', room === thread ? undefined : room)}?seq=${seq}` : null)}
        />
      ) : (
        <Documents
          matter={id}
          turn={turn}
          load={(before) => get<DocumentPage>(api(`/matters/${id}/documents${behind(before)}`))}
          whereOf={({ room, where }) => (room === thread ? t('own', { company }) : where)}
          targets={client.archived ? [] : [{ room: thread, name: t('own', { company }) }]}
          send={async (room, file) => {
            const sent = await own.client.send('', [await uploaded(uploadAddress(room), file)]);
            if (!sent.ok) throw new HttpError(sent.code);
          }}
        />
      )}
    </Page>
  );
}

/** Messages: everything said among colleagues, by SMS and by phone; one of these conversations, when the address names it. */
import { BookUser, SquarePen } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { Empty, IconButton, styles } from '../design/controls.tsx';
import { TeamConversation } from '../operators/team-room.tsx';
import s from './messages.module.css';
import { NewConversation } from './new-conversation.tsx';
import { loadOwnNumbers } from './own-numbers.ts';
import { Sidebar } from './sidebar.tsx';
import { SmsConversation } from './sms-conversation.tsx';
import { Table } from './table.tsx';
import { t } from './texts.ts';

export default function MessagesPage() {
  const { room } = useRoute().params;
  const { to } = useLocation().query;
  const [contacts, setContacts] = useState(false);
  useEffect(() => {
    // Without them one can read, and is told that there is none to write from.
    loadOwnNumbers().catch(() => undefined);
  }, []);
  useEffect(() => setContacts(false), [room, to]);
  const isRoom = room !== undefined && room !== 'new';
  return (
    <div class={`${s.page} ${isRoom ? s.withRoom : ''}`}>
      <Sidebar open={contacts} onClose={() => setContacts(false)} />
      {room === 'new' || to ? (
        <NewConversation key={to ?? ''} to={to ?? ''} />
      ) : isRoom ? (
        <Conversation key={room} id={room} />
      ) : (
        <section class={s.overview} aria-label={t('title')}>
          <div class={styles.bar}>
            <h1>{t('title')}</h1>
            <IconButton class={s.contacts!} label={t('contacts')} aria-expanded={contacts} onClick={() => setContacts(!contacts)}>
              <BookUser aria-hidden="true" />
            </IconButton>
            <a class={`${styles.button} ${styles.main} ${s.new}`} href="/app/messages/new">
              <SquarePen aria-hidden="true" />
              {t('newConversation')}
            </a>
          </div>
          <Table />
        </section>
      )}
    </div>
  );
}

function Conversation({ id }: { id: string }) {
  if (isTeamRoom(id)) return <TeamConversation id={id} back={{ path: '/app/messages', label: t('backToList') }} />;
  if (isSmsRoom(id)) return <SmsConversation id={id} />;
  return (
    <Empty title={t('notThere')}>
      <a href="/app/messages">{t('backToList')}</a>
    </Empty>
  );
}

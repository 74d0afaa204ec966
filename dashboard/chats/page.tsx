import { MessageCircle } from 'lucide-preact';
import { Suspense } from 'preact/compat';
import { useEffect, useState } from 'preact/hooks';
import { lazy, useRoute } from 'preact-iso';
import { Empty } from '../design/controls.tsx';
import { clearNotices } from '../phone/open.ts';
import { rooms } from '../stores/desk.ts';
import { isAdmin, me } from '../stores/me.ts';
import { useRoom } from '../stores/rooms.ts';
import { ChatHead } from './actions.tsx';
import s from './chats.module.css';
import { Details } from './details.tsx';
import { ChatList } from './list.tsx';
import { t } from './texts.ts';
import { VisitorComposer } from './visitor-composer.tsx';
import { VisitorMessages } from './visitor-messages.tsx';

const SmsUse = lazy(() => import('../numbers/use.tsx'));

/** The tab that opens first: who waits, and the chat one is in; until one is chosen, owners see what is sent by SMS. */
export function ChatsPage() {
  const { params } = useRoute();
  const { room } = params;
  return (
    <div class={`${s.chats} ${room ? s.withRoom : ''}`}>
      <ChatList current={room ?? null} />
      {room ? (
        <Chat key={room} id={room} />
      ) : (
        <div class={`${s.chat} ${s.home}`}>
          <Empty icon={<MessageCircle aria-hidden="true" />} title={t('pickTitle')}>
            <p>{t('pickText')}</p>
          </Empty>
          {isAdmin.value ? (
            <Suspense fallback={null}>
              <SmsUse />
            </Suspense>
          ) : null}
        </div>
      )}
    </div>
  );
}

function Chat({ id }: { id: string }) {
  const room = useRoom(me.value!.user.id, id);
  const [details, setDetails] = useState(false);
  const summary = rooms.value.get(id);
  const view = room.view.value;
  useEffect(() => {
    void clearNotices(id).catch(() => undefined);
  }, [id]);
  if (view.stoppedBy) {
    return (
      <div class={s.chat}>
        <Empty title={t('notThere')} />
      </div>
    );
  }
  return (
    <>
      <section class={s.chat} aria-label={t('chats')}>
        <ChatHead room={room} summary={summary} onDetails={() => setDetails(!details)} />
        <VisitorMessages room={room} summary={summary} />
        <VisitorComposer room={room} summary={summary} />
      </section>
      <Details room={room} summary={summary} shown={details} />
    </>
  );
}

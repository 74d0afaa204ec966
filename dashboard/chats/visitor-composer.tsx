import { useEffect, useState } from 'preact/hooks';
import type { CannedResponse } from '../../protocol/api.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { get } from '../http.ts';
import { isMine, myId, people, siteName } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { blockText } from './blocked.ts';
import common from './chats.module.css';
import { Writing } from './company.tsx';
import s from './composer.module.css';
import { Composer } from './composer.tsx';
import { mentioned } from './mentions.ts';
import { cannedSuggestions, peopleSuggestions } from './suggestions.tsx';
import { t } from './texts.ts';

/** Where an operator writes to the visitor, or for colleagues. */
export function VisitorComposer({ room, summary }: { room: OpenRoom; summary: VisitorSummary | undefined }) {
  const [note, setNote] = useState(false);
  const [canned, setCanned] = useState<CannedResponse[]>([]);
  const { chat } = room.view.value;
  useEffect(() => {
    get<CannedResponse[]>('/canned').then(setCanned, () => undefined);
  }, []);
  if (chat.erased) return <p class={common.event}>{t('erasedNotice')}</p>;
  if (chat.blocked) return <p class={common.event}>{blockText(chat)}</p>;
  const foreign = chat.status === 'open' && chat.owner !== myId.value && summary !== undefined && !isMine(summary);
  const colleagues = people.value.filter(({ id }) => id !== myId.value);
  const names = () => ({
    visitor: summary?.visitor.name ?? '',
    operator: me.value?.user.name ?? '',
    site: siteName(summary?.site ?? ''),
  });
  return (
    <Composer
      room={room}
      placeholder={note ? t('writeNote') : chat.status === 'open' ? t('write') : t('writeTake')}
      suggestions={[cannedSuggestions(canned, names), ...(note ? [peopleSuggestions(colleagues)] : [])]}
      tinted={note || foreign}
      note={note}
      head={
        <>
          <Writing room={room} />
          <div class={s.modes}>
            <button type="button" aria-pressed={!note} onClick={() => setNote(false)}>
              {t('reply')}
            </button>
            <button type="button" aria-pressed={note} onClick={() => setNote(true)}>
              {t('noteTab')}
            </button>
          </div>
        </>
      }
      onSend={(text, files) => void room.client.send(text, files, note ? { note: true, mentions: mentioned(text, colleagues) } : {})}
    />
  );
}

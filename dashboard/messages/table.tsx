/** All conversations among colleagues and by SMS, with calls and voicemail; unread ones bold, the newest first. */
import { BellOff, MessageSquare, MessagesSquare, PhoneMissed, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { type SmsRoom, smsTitle } from '../../protocol/sms.ts';
import { Badge, Button, Empty, SelectField, TextField } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import { messagesPath } from '../phone/path.ts';
import { searchPath } from '../search/question.ts';
import { caughtUp, myId, personName, smsRooms, teamRooms, teamTitle } from '../stores/desk.ts';
import { preferences } from '../stores/me.ts';
import s from './messages.module.css';
import { ROW_KINDS, type Row, type RowKind, shownRows } from './rows.ts';
import { t } from './texts.ts';

const ICONS = { chat: Users, sms: MessageSquare, call: PhoneMissed } as const;

/** Conversations that there are, as rows. One of two colleagues is there once something was said in it. */
function allRows(): Row[] {
  const team = [...teamRooms.value.values()]
    .filter((room) => room.team.form === 'group' || room.last)
    .map((room): Row => {
      const { id, last, unread } = room;
      const by = last && (last.by === myId.value ? t('youFirst') : personName(last.by));
      const line = last?.kind === 'message' ? `${by ? `${by}: ` : ''}${last.text || t('noText')}` : '';
      return {
        id,
        kind: 'chat',
        title: teamTitle(room),
        words: '',
        last,
        line,
        unread,
        muted: preferences.value.alerts.mutedRooms.includes(id),
      };
    });
  const sms = [...smsRooms.value.values()]
    .filter((room) => !room.sms.erased)
    .map((room): Row => {
      const { id, last, unread, muted } = room;
      const isCall = last?.call !== undefined || last?.voicemail === true;
      const words = room.sms.people.map(({ e164, national }) => `${e164} ${national}`).join(' ');
      return { id, kind: isCall ? 'call' : 'sms', title: smsTitle(room.sms), words, last, line: lineOf(room.sms, last), unread, muted };
    });
  return [...team, ...sms];
}

function lineOf(sms: SmsRoom, last: Row['last']): string {
  if (!last) return '';
  if (last.call) return t(last.call.direction === 'in' && last.call.state === 'missed' ? 'missedCall' : 'phoneCall');
  if (last.voicemail) return t('voicemail');
  const person = sms.people.find(({ e164 }) => `p_${e164}` === last.by);
  const by =
    last.by === myId.value ? t('youFirst') : personName(last.by) || (sms.people.length > 1 && person ? person.name || person.national : '');
  return `${by ? `${by}: ` : ''}${last.text || (last.kind === 'message' ? t('fileLine') : '')}`;
}

export function Table() {
  const [kind, setKind] = useState<RowKind | ''>('');
  const [text, setText] = useState('');
  const all = allRows();
  const showAll = () => {
    setText('');
    setKind('');
  };
  const rows = shownRows(all, kind || null, text);
  return (
    <>
      <div class={s.filters}>
        <TextField label={t('search')} type="search" maxLength={100} value={text} onValue={setText} />
        <SelectField
          label={t('show')}
          value={kind}
          onValue={(value) => setKind(value as RowKind | '')}
          options={(['', ...ROW_KINDS] as const).map((one) => [one, t(one ? `kind_${one}` : 'all')] as const)}
        />
      </div>
      {rows.length > 0 ? (
        <table class={s.table}>
          <thead>
            <tr>
              <th scope="col">{t('kind')}</th>
              <th scope="col">{t('with')}</th>
              <th scope="col">{t('newest')}</th>
              <th scope="col">{t('when')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <OneRow key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      ) : null}
      {!caughtUp.value && all.length === 0 ? (
        <p class={s.hint} role="status">
          {t('loading')}
        </p>
      ) : null}
      {caughtUp.value && rows.length === 0 ? (
        <Empty icon={<MessagesSquare aria-hidden="true" />} title={t(all.length > 0 ? 'nothingFound' : 'none')}>
          {all.length > 0 ? <Button onClick={showAll}>{t('showAll')}</Button> : <p>{t('noneText')}</p>}
        </Empty>
      ) : null}
      {text.trim() ? (
        <p class={s.hint}>
          <a href={searchPath({ q: text.trim() })}>{t('searchAll', { text: text.trim() })}</a>
        </p>
      ) : null}
    </>
  );
}

function OneRow({ row: { id, kind, title, last, line, unread, muted } }: { row: Row }) {
  const Icon = ICONS[kind];
  return (
    <tr class={unread > 0 ? s.unread : ''}>
      <td class={s.sign}>
        <Icon role="img" aria-label={t(`kind_${kind}`)} />
      </td>
      <td class={s.who}>
        <a href={messagesPath(id)}>
          <bdi>{title || t('nameless')}</bdi>
        </a>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : null}
        {muted ? <BellOff role="img" aria-label={t('muted')} /> : null}
      </td>
      <td class={s.line} dir="auto">
        {line}
      </td>
      <td class={s.time}>{last ? when(last.at) : ''}</td>
    </tr>
  );
}

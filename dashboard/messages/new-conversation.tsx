/** A new conversation: whom it is with decides of which kind it is, which shows while one types. */
import { ArrowLeft, MessageSquare, SendHorizontal, Users } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import chats from '../chats/chats.module.css';
import { AreaField, Button, Notice, SelectField } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import { messagesPath } from '../phone/path.ts';
import { isAdmin, me } from '../stores/me.ts';
import { say } from '../stores/rooms.ts';
import s from './messages.module.css';
import { canSms, ownNumbers, rememberNumber, usualNumber } from './own-numbers.ts';
import { RecipientField, useContacts } from './recipient-field.tsx';
import { isNumberLike, kindOf, type Recipient } from './recipients.ts';
import { Segments } from './sms-composer.tsx';
import { begin, existing } from './start.ts';
import { t } from './texts.ts';

/** `to`: a number to begin with, by the address. */
export function NewConversation({ to }: { to: string }) {
  const { route } = useLocation();
  const [cid] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<Recipient[]>(isNumberLike(to) ? [{ kind: 'number', number: to, name: to }] : []);
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [from, setFrom] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const { contacts } = useContacts(to);
  // Whose number it is may be known.
  useEffect(() => {
    const name = contacts.find(({ numbers }) => numbers.some(({ e164 }) => e164 === to))?.name;
    if (name) setChosen((all) => all.map((one) => (one.kind === 'number' && one.number === to ? { ...one, name } : one)));
  }, [contacts]);

  const kind = kindOf(chosen, typed);
  const numbers = ownNumbers.value?.filter(canSms);
  const own = numbers?.find(({ id }) => id === from) ?? (numbers && usualNumber(numbers));
  const numberless = kind === 'sms' && numbers?.length === 0;
  const there = kind === 'mixed' ? null : existing(chosen, own?.id);
  const ready = chosen.length > 0 && kind !== 'mixed' && !busy && (kind === 'chat' || own !== undefined);
  const go = async () => {
    if (!ready) return;
    setBusy(true);
    setFault('');
    try {
      const room = await begin(chosen, own?.id, cid);
      if (kind === 'sms' && own) rememberNumber(own.id);
      if (text.trim()) say(me.value!.user.id, room, text.trim());
      route(messagesPath(room));
    } catch (error) {
      setFault(errorText(error));
      setBusy(false);
    }
  };
  return (
    <section class={`${chats.chat} ${s.begin}`} aria-label={t('newConversation')}>
      <header class={chats.head}>
        <a class={s.back} href="/app/messages" aria-label={t('backToList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <div class={chats.title}>
          <h1>{t('newConversation')}</h1>
        </div>
        <span class={s.kind} role="status">
          {kind === 'chat' || kind === 'sms' ? (
            <>
              {kind === 'chat' ? <Users aria-hidden="true" /> : <MessageSquare aria-hidden="true" />}
              {t(`is_${kind}`)}
            </>
          ) : null}
        </span>
      </header>
      <form
        class={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <RecipientField label={t('to')} chosen={chosen} onChosen={setChosen} onTyped={setTyped} />
        {kind === 'mixed' ? <Notice tone="bad">{t('mixed')}</Notice> : null}
        {numberless ? (
          <Notice tone="bad">
            {t('numberless')} {isAdmin.value ? <a href="/app/settings/numbers">{t('toNumbers')}</a> : null}
          </Notice>
        ) : null}
        {kind === 'sms' && own && numbers ? (
          <SelectField
            label={t('from')}
            value={own.id}
            onValue={setFrom}
            options={numbers.map(({ id, label, display }) => [id, label ? `${label} · ${display}` : display] as const)}
          />
        ) : null}
        {there ? (
          <p>
            {t('goesOn')} <a href={messagesPath(there)}>{t('openIt')}</a>
          </p>
        ) : null}
        <AreaField
          label={t('message')}
          dir="auto"
          rows={4}
          maxLength={1_600}
          value={text}
          onValue={setText}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void go();
          }}
        />
        {kind === 'sms' ? <Segments text={text} files={0} people={chosen.length} /> : null}
        {fault ? <Notice tone="bad">{fault}</Notice> : null}
        <div>
          <Button look="main" type="submit" disabled={!ready}>
            <SendHorizontal aria-hidden="true" />
            {t(text.trim() ? 'send' : 'openConversation')}
          </Button>
        </div>
        <p class={s.hint}>{t('keyHint')}</p>
      </form>
    </section>
  );
}

/** The head of a chat: who it is, and everything that can be done with it besides writing. */
import { ArrowLeft, Info, Phone } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { Category, Group } from '../../protocol/api.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { ownCall } from '../calls/own.ts';
import { VisitorCallSlot } from '../calls/slot.tsx';
import { enterCall } from '../calls/store.ts';
import { Avatar, Button, IconButton, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Menu } from '../design/menu.tsx';
import { now } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { usePageCommands } from '../shell/palette.tsx';
import { t as shell } from '../shell/texts.ts';
import { myId, people, personName } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { act, tryAct } from './act.ts';
import s from './chats.module.css';
import { Looking } from './company.tsx';
import { t, visitorName } from './texts.ts';

type Asking = 'call' | 'transfer' | 'invite' | 'close' | 'block' | null;

export function ChatHead({ room, summary, onDetails }: { room: OpenRoom; summary: VisitorSummary | undefined; onDetails: () => void }) {
  const [asking, setAsking] = useState<Asking>(null);
  const { chat, present, loaded } = room.view.value;
  const me = myId.value;
  const owns = chat.owner === me && chat.status === 'open';
  const helps = chat.helpers.some((helper) => helper === me);
  const visitor = summary?.visitor;
  const here = visitor ? present.includes(`v_${visitor.id}`) : false;
  const takes = loaded && !chat.erased && !chat.owner && (chat.status === 'waiting' || chat.status === 'unanswered');
  const mayClose =
    loaded &&
    !chat.erased &&
    chat.status !== 'new' &&
    (chat.status !== 'closed' || !chat.category) &&
    (!chat.owner || owns || helps || isAdmin.value);
  const mayHand = chat.status === 'open' && (owns || isAdmin.value);
  const goesOnElsewhere = chat.call?.by === me && ownCall.value?.call !== chat.call.id;
  const close = () => setAsking(null);
  const run = (action: Parameters<typeof act>[1]) => void act(room.id, action);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.code !== 'KeyC' || !mayClose) return;
      event.preventDefault();
      setAsking('close');
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [mayClose]);
  usePageCommands(() => [
    ...(owns && !chat.call ? [{ name: t('call'), run: () => setAsking('call') }] : []),
    ...(takes ? [{ name: t('take'), run: () => run({ kind: 'take' }) }] : []),
    ...(mayClose ? [{ name: `${t('closeTitle')} (Alt C)`, run: () => setAsking('close') }] : []),
    ...(mayHand ? [{ name: t('transfer'), run: () => setAsking('transfer') }] : []),
    ...(mayHand || helps ? [{ name: t('invite'), run: () => setAsking('invite') }] : []),
  ]);

  return (
    <>
      <header class={s.head}>
        <a class={s.back} href="/app/chats" aria-label={t('back')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <Avatar name={visitor ? visitorName(visitor) : '·'} size={36} presence={here ? 'online' : 'offline'} />
        <div class={s.title}>
          <h1>{visitor ? visitorName(visitor) : t('visitor')}</h1>
          <p>
            {t(`status_${chat.status}`)}
            {chat.owner && chat.status === 'open' ? ` ${t('owner', { name: chat.owner === me ? t('you') : personName(chat.owner) })}` : ''}
            {here ? ` · ${t('online_now')}` : ''}
            {chat.call ? ` · ${t('inCall')}` : ''}
          </p>
        </div>
        <Looking room={room} />
        {takes ? (
          <Button look="main" onClick={() => run({ kind: 'take' })}>
            {t('take')}
          </Button>
        ) : null}
        {owns && !chat.call ? (
          <IconButton label={t('call')} onClick={() => setAsking('call')}>
            <Phone aria-hidden="true" />
          </IconButton>
        ) : null}
        {goesOnElsewhere ? <Button onClick={() => void enterCall(me!.slice(2), room.id, chat.call!.id, [])}>{t('callHere')}</Button> : null}
        {mayHand && !chat.offer ? <Button onClick={() => setAsking('transfer')}>{t('transfer')}</Button> : null}
        {mayClose ? <Button onClick={() => setAsking('close')}>{t('close')}</Button> : null}
        {loaded && chat.status !== 'new' && !chat.erased ? (
          <Menu label={t('more')}>
            {mayHand || helps ? (
              <button type="button" onClick={() => setAsking('invite')}>
                {t('invite')}
              </button>
            ) : null}
            {owns ? (
              <button type="button" onClick={() => run({ kind: 'release' })}>
                {t('release')}
              </button>
            ) : null}
            {helps ? (
              <button type="button" onClick={() => run({ kind: 'leave' })}>
                {t('leave')}
              </button>
            ) : null}
            <button type="button" onClick={() => (chat.blocked ? run({ kind: 'unblock' }) : setAsking('block'))}>
              {t(chat.blocked ? 'unblock' : 'block')}
            </button>
          </Menu>
        ) : null}
        <IconButton class={s.info!} label={t('details')} onClick={onDetails}>
          <Info aria-hidden="true" />
        </IconButton>
      </header>
      <Offer room={room} />
      {asking === 'call' ? <VisitorCallSlot room={room} name={visitor ? visitorName(visitor) : t('visitor')} onClose={close} /> : null}
      {asking === 'transfer' ? <Transfer room={room.id} owner={chat.owner} onClose={close} /> : null}
      {asking === 'invite' ? <Invite room={room.id} inside={[chat.owner, ...chat.helpers]} onClose={close} /> : null}
      {asking === 'close' ? <CloseChat room={room.id} onClose={close} /> : null}
      {asking === 'block' ? <Block room={room.id} onClose={close} /> : null}
    </>
  );
}

/** A standing offer: for who gives and for who may take. */
function Offer({ room }: { room: OpenRoom }) {
  const { chat } = room.view.value;
  const { offer } = chat;
  const me = myId.value;
  if (!offer) return null;
  const seconds = Math.max(0, Math.ceil((offer.until - now.value) / 1000));
  const mine = offer.by === me || chat.owner === me;
  const note = offer.note ? ` “${offer.note}”` : '';
  return (
    <div class={s.offer} role="status">
      <span>
        {mine ? t('offeredTo', { name: offer.to.name, seconds }) : t('offeredYou', { name: personName(offer.by), seconds }) + note}
      </span>
      {mine ? (
        <Button small onClick={() => void act(room.id, { kind: 'withdraw' })}>
          {t('withdraw')}
        </Button>
      ) : (
        <>
          <Button small look="main" onClick={() => void act(room.id, { kind: 'take' })}>
            {t('accept')}
          </Button>
          <Button small onClick={() => void act(room.id, { kind: 'decline' })}>
            {t('decline')}
          </Button>
        </>
      )}
    </div>
  );
}

/** What the account has of something, loaded when a dialog opens. */
function useAccountList<T>(path: string): T[] {
  const [list, setList] = useState<T[]>([]);
  useEffect(() => {
    get<T[]>(path).then(setList, (error) => toast(errorText(error)));
  }, [path]);
  return list;
}

function Transfer({ room, owner, onClose }: { room: string; owner: string | null; onClose: () => void }) {
  const groups = useAccountList<Group>('/groups');
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const options: [string, string][] = [
    ...people.value
      .filter(({ id }) => id !== owner && id !== myId.value)
      .map(({ id, name, presence }): [string, string] => [`operator ${id}`, t('operator', { name, presence: shell(presence) })]),
    ...groups.map(({ id, name }): [string, string] => [`group ${id}`, t('group', { name })]),
  ];
  const chosen = to || options[0]?.[0] || '';
  const run = () => {
    const [kind, id = ''] = chosen.split(' ');
    const target = kind === 'group' ? { group: id } : { operator: id };
    return tryAct(room, { kind: 'transfer', to: target, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <Dialog title={t('transfer')} onClose={onClose} run={run} action={t('transfer')} ready={options.length > 0}>
      {options.length > 0 ? <SelectField label={t('transferTo')} value={chosen} onValue={setTo} options={options} /> : <p>{t('nobody')}</p>}
      <TextField label={t('note')} value={note} onValue={setNote} maxLength={1000} />
    </Dialog>
  );
}

function Invite({ room, inside, onClose }: { room: string; inside: (string | null)[]; onClose: () => void }) {
  const [to, setTo] = useState('');
  const options = people.value
    .filter(({ id }) => !inside.includes(id) && id !== myId.value)
    .map(({ id, name, presence }): [string, string] => [id, t('operator', { name, presence: shell(presence) })]);
  const chosen = to || options[0]?.[0] || '';
  return (
    <Dialog
      title={t('invite')}
      onClose={onClose}
      run={() => tryAct(room, { kind: 'invite', operator: chosen })}
      action={t('invite')}
      ready={options.length > 0}
    >
      {options.length > 0 ? <SelectField label={t('transferTo')} value={chosen} onValue={setTo} options={options} /> : <p>{t('nobody')}</p>}
    </Dialog>
  );
}

function CloseChat({ room, onClose }: { room: string; onClose: () => void }) {
  const categories = useAccountList<Category>('/categories');
  const [category, setCategory] = useState('');
  return (
    <Dialog
      title={t('closeTitle')}
      onClose={onClose}
      run={() => tryAct(room, { kind: 'close', ...(category ? { category } : {}) })}
      action={t('closeTitle')}
    >
      <SelectField
        label={t('closeInto')}
        value={category}
        onValue={setCategory}
        options={[['', t('noCategory')], ...categories.map(({ id, name }) => [id, name] as const)]}
      />
    </Dialog>
  );
}

/** How long a block may last, in seconds; the last is for good. */
const LASTING = { hour: 3600, day: 86_400, week: 604_800, ever: 0 } as const;

function Block({ room, onClose }: { room: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [lasts, setLasts] = useState<keyof typeof LASTING>('ever');
  const [address, setAddress] = useState(false);
  return (
    <Dialog
      title={t('blockTitle')}
      onClose={onClose}
      run={() => {
        const seconds = LASTING[lasts];
        const block = {
          kind: 'block' as const,
          ...(reason.trim() ? { reason: reason.trim() } : {}),
          ...(seconds ? { seconds } : {}),
          ...(address ? { address: true as const } : {}),
        };
        return tryAct(room, block);
      }}
      action={t('block')}
      danger
    >
      <p>{t('blockText')}</p>
      <SelectField
        label={t('blockFor')}
        value={lasts}
        onValue={(value) => setLasts(value as keyof typeof LASTING)}
        options={(Object.keys(LASTING) as (keyof typeof LASTING)[]).map((name) => [name, t(`block_${name}`)] as const)}
      />
      <Switch label={t('blockAddress')} checked={address} onChange={setAddress} />
      <p class={styles.hint}>{t('blockAddressHint')}</p>
      <TextField label={t('reason')} value={reason} onValue={setReason} maxLength={300} />
    </Dialog>
  );
}

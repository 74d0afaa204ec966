/** Colleagues with their presence; owners and admins also invite, change roles and remove. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { Members, Role } from '../../protocol/api.ts';
import type { Colleague } from '../../protocol/frames.ts';
import { Avatar, Button, Page, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, get, HttpError, post, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { myId, people, rooms } from '../stores/desk.ts';
import { isAdmin, loadMe, me } from '../stores/me.ts';
import { openDirect, roomPath, tried } from './rooms.ts';
import { NewGroup } from './team-dialogs.tsx';
import { TeamList } from './team-list.tsx';
import { TeamRoomPage } from './team-room.tsx';
import { t } from './texts.ts';

const ROLES: Role[] = ['operator', 'admin', 'owner'];

/** Everyone of the account, and the conversations with them; one of these, when the address names it. */
export default function OperatorsPage() {
  const { params } = useRoute();
  return params.room ? <TeamRoomPage id={params.room} /> : <Operators />;
}

function Operators() {
  const { route } = useLocation();
  const [grouping, setGrouping] = useState(false);
  const [invitations, setInvitations] = useState<Members['invitations']>([]);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Colleague | null>(null);
  /** By user, whether they have a second factor; told to owners and admins only. */
  const [factors, setFactors] = useState(new Map<string, boolean>());
  const load = () =>
    get<Members>('/members').then((found) => {
      setInvitations(found.invitations);
      setFactors(new Map(found.members.flatMap(({ id, secondFactor }) => (secondFactor === undefined ? [] : [[id, secondFactor]]))));
    }, fail);
  // The desk tells when something about colleagues has changed.
  useEffect(() => {
    void load();
  }, [people.value]);
  const write = async (person: Colleague, then = '') => {
    const opened = await tried(openDirect(person.id));
    if (opened) route(roomPath(opened.room) + then);
  };
  const open = [...rooms.value.values()].filter(({ chat }) => chat.status === 'open');
  const mayChange = (person: Colleague) => isAdmin.value && (person.role !== 'owner' || me.value?.role === 'owner');
  const roles = me.value?.role === 'owner' ? ROLES : ROLES.filter((role) => role !== 'owner');
  const said = ({ presence, seen }: Colleague) =>
    presence === 'offline' && seen ? `${t('offline')}, ${t('seen', { time: dateTime(seen) })}` : t(presence);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('title')}</h1>
        {isAdmin.value ? (
          <Button look="main" onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        ) : null}
      </div>
      <Requirement />
      <section class={styles.card}>
        <div class={styles.bar}>
          <h2>{t('conversations')}</h2>
          <Button onClick={() => setGrouping(true)}>{t('newGroup')}</Button>
        </div>
        <TeamList current={null} />
      </section>
      <section class={styles.card}>
        <h2>{t('colleagues')}</h2>
        <ul class={styles.rows}>
          {people.value.map((person) => (
            <li key={person.id}>
              <Avatar name={person.name} photo={person.photo} size={40} presence={person.presence} />
              <div class={styles.grow}>
                <strong>
                  {person.name} {person.id === myId.value ? `(${t('you')})` : ''}
                </strong>
                <p>
                  {said(person)} · {person.email}
                  {person.extension ? ` · ${t('extensionOf', { digits: person.extension })}` : ''} ·{' '}
                  {t('chats', { count: open.filter(({ chat }) => chat.owner === person.id).length })}
                  {factors.has(person.id.slice(2)) ? ` · ${t(factors.get(person.id.slice(2)) ? 'factor' : 'noFactor')}` : ''}
                </p>
              </div>
              {person.id === myId.value ? null : (
                <>
                  <Button aria-label={t('messageTo', { name: person.name })} onClick={() => void write(person)}>
                    {t('message')}
                  </Button>
                  <Button aria-label={t('callTo', { name: person.name })} onClick={() => void write(person, '?join=1')}>
                    {t('callShort')}
                  </Button>
                </>
              )}
              {mayChange(person) ? (
                <>
                  <input
                    class={styles.input}
                    style={{ inlineSize: '9ch' }}
                    aria-label={`${t('extension')}, ${person.name}`}
                    placeholder={t('extension')}
                    inputMode="numeric"
                    maxLength={5}
                    list={undefined}
                    value={person.extension ?? ''}
                    onChange={({ currentTarget }) =>
                      void put(`/members/${person.id.slice(2)}`, { extension: currentTarget.value.trim() }).catch((error) => {
                        currentTarget.value = person.extension ?? '';
                        fail(error);
                      })
                    }
                  />
                  <select
                    class={styles.input}
                    style={{ inlineSize: 'auto' }}
                    aria-label={`${t('role')}, ${person.name}`}
                    value={person.role}
                    onChange={(event) => void put(`/members/${person.id.slice(2)}`, { role: event.currentTarget.value }).catch(fail)}
                  >
                    {roles.map((role) => (
                      <option key={role} value={role}>
                        {t(`role_${role}`)}
                      </option>
                    ))}
                  </select>
                  {person.role === 'operator' ? (
                    <Switch
                      label={t('listingsOnly')}
                      checked={person.listingsOnly === true}
                      onChange={(listingsOnly) => void put(`/members/${person.id.slice(2)}`, { listingsOnly }).catch(fail)}
                    />
                  ) : null}
                  {person.id === myId.value ? null : (
                    <Button look="quiet" onClick={() => setRemoving(person)}>
                      {t('remove')}
                    </Button>
                  )}
                </>
              ) : (
                <span class={styles.tag}>{t(`role_${person.role}`)}</span>
              )}
            </li>
          ))}
        </ul>
      </section>
      {invitations.length > 0 ? (
        <section class={styles.card}>
          <h2>{t('open')}</h2>
          <ul class={styles.rows}>
            {invitations.map(({ id, email, role, expiresAt }) => (
              <li key={id}>
                <div class={styles.grow}>
                  <strong>{email}</strong>
                  <p>
                    {t(`role_${role}`)} · {t('expires', { time: dateTime(expiresAt) })}
                  </p>
                </div>
                {isAdmin.value ? <Button onClick={() => void del(`/invitations/${id}`).then(load, fail)}>{t('withdraw')}</Button> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {grouping ? <NewGroup onClose={() => setGrouping(false)} /> : null}
      {inviting ? (
        <Invite
          roles={roles}
          onClose={() => {
            setInviting(false);
            void load();
          }}
        />
      ) : null}
      {removing ? <Remove person={removing} onClose={() => setRemoving(null)} /> : null}
    </Page>
  );
}

const fail = (error: unknown): void => toast(errorText(error));

/** Whether everybody needs a second factor: owners say so, the others see it. */
function Requirement() {
  const { account, role } = me.value!;
  if (role !== 'owner') return account.requiresSecondFactor ? <p>{t('required')}</p> : null;
  const change = async (required: boolean) => {
    await put('/account/second-factor', { required }).catch((error) =>
      toast(error instanceof HttpError && error.code === 'factor_needed' ? t('requireOwn') : errorText(error)),
    );
    await loadMe();
  };
  return (
    <section class={styles.card}>
      <Switch label={t('require')} checked={account.requiresSecondFactor} onChange={(on) => void change(on).catch(fail)} />
      <p class={styles.hint}>
        {t('requireHint')} <a href="/app/settings/security">{t('ownFactor')}</a>
      </p>
    </section>
  );
}

function Invite({ roles, onClose }: { roles: Role[]; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>('operator');
  return (
    <Dialog
      title={t('invite')}
      onClose={onClose}
      run={() => post('/invitations', { email, role })}
      onDone={() => {
        toast(t('sent', { email }));
        onClose();
      }}
      action={t('send')}
    >
      <TextField label={t('email')} type="email" required value={email} onValue={setEmail} />
      <SelectField label={t('role')} value={role} onValue={setRole} options={roles.map((one) => [one, t(`role_${one}`)] as const)} />
    </Dialog>
  );
}

function Remove({ person, onClose }: { person: Colleague; onClose: () => void }) {
  return (
    <Dialog
      title={t('removeTitle', { name: person.name })}
      onClose={onClose}
      run={() => del(`/members/${person.id.slice(2)}`)}
      action={t('remove')}
      danger
    >
      <p>{t('removeText')}</p>
    </Dialog>
  );
}

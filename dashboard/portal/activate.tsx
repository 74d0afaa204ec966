/** The page behind an invitation. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Activation } from '../../protocol/portal.ts';
import { Button, Notice, TextField } from '../design/controls.tsx';
import { get, HttpError, post } from '../http.ts';
import { language } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { useAsked } from './asked.ts';
import { LinkUsed } from './entry.tsx';
import { EntryForm, NewPassword } from './form.tsx';
import { loadMe, signOut } from './me-store.ts';
import { api, at, portal } from './portal.ts';
import { t } from './texts.ts';

export function Activate() {
  const { query } = useLocation();
  const path = api(`/activation/${encodeURIComponent(query.token || 'none')}`);
  const [invited, setInvited] = useState<Activation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = () =>
    get<Activation>(path).then((found) => {
      setInvited(found);
      setError(null);
    }, setError);
  useEffect(() => {
    void load();
  }, [path]);
  const code = error instanceof HttpError ? error.code : null;
  if (code === 'token_used') return <LinkUsed />;
  if (code === 'invitation_expired') return <Expired path={path} />;
  if (error) {
    return (
      <EntryForm title={t('activateTitle', { company: portal!.name })} action={t('again')} submit={load}>
        <Notice tone="bad">{errorText(error)}</Notice>
      </EntryForm>
    );
  }
  if (!invited) return null;
  if (invited.signedInAs) return <Other invited={invited} signedOut={load} />;
  return <Join invited={invited} path={path} failed={setError} />;
}

/** Their name, and a password if they want one. */
function Join({ invited, path, failed }: { invited: Activation; path: string; failed: (error: unknown) => void }) {
  const { route } = useLocation();
  const asked = useAsked();
  const [name, setName] = useState(invited.name);
  const [password, setPassword] = useState('');
  const [byLink, setByLink] = useState(false);
  const asks = !invited.known && !byLink;
  return (
    <EntryForm
      title={t('activateTitle', { company: portal!.name })}
      intro={t(invited.known ? 'activateKnown' : 'activateIntro', { email: invited.email })}
      action={t('activate')}
      submit={async () => {
        const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
        try {
          await post(path, { name, language: language.value, timeZone, ...(asks ? { password } : {}) });
        } catch (error) {
          if (error instanceof HttpError && ['token_used', 'invitation_expired'].includes(error.code)) return failed(error);
          throw error;
        }
        await loadMe();
        route(at(asked), true);
      }}
      below={
        invited.known ? null : (
          <Button look="quiet" onClick={() => setByLink(!byLink)}>
            {t(byLink ? 'withPassword' : 'withoutPassword')}
          </Button>
        )
      }
    >
      <TextField label={t('name')} autocomplete="name" dir="auto" required maxLength={80} value={name} onValue={setName} />
      {asks ? <NewPassword label={t('choosePassword')} value={password} onValue={setPassword} /> : null}
      {byLink ? <Notice>{t('byLinkHint')}</Notice> : null}
    </EntryForm>
  );
}

/** Somebody else is signed in in this browser. */
function Other({ invited, signedOut }: { invited: Activation; signedOut: () => Promise<void> }) {
  return (
    <EntryForm
      title={t('activateTitle', { company: portal!.name })}
      intro={t('otherPerson', { email: invited.email, other: invited.signedInAs! })}
      action={t('signOutAndGoOn')}
      submit={async () => {
        await signOut();
        await signedOut();
      }}
      below={<a href={at('/')}>{t('stay', { other: invited.signedInAs! })}</a>}
    />
  );
}

/** The link has expired, and says itself whom it was for. */
function Expired({ path }: { path: string }) {
  const [sent, setSent] = useState(false);
  const [gone, setGone] = useState(false);
  if (gone) return <LinkUsed />;
  return (
    <EntryForm
      title={t('expiredTitle')}
      intro={t('expiredIntro')}
      action={t('sendAgain')}
      submit={async () => {
        try {
          await post(`${path}/again`);
        } catch (error) {
          // Sent again already, which made this link worth nothing.
          if (error instanceof HttpError && error.code === 'token_used') return setGone(true);
          throw error;
        }
        setSent(true);
      }}
      below={<a href={at('/')}>{t('back')}</a>}
    >
      {sent ? <Notice tone="good">{t('sentAgain')}</Notice> : null}
    </EntryForm>
  );
}

import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { keptCall, leaveCall } from '../calls/own.ts';
import { Button, Empty } from '../design/controls.tsx';
import { Toasts } from '../design/toasts.tsx';
import { Activate } from './activate.tsx';
import { connectDesk, disconnectDesk } from './desk.ts';
import { Forgot, Reset, SignIn, UseLink } from './entry.tsx';
import { loadMe, me, unreachable } from './me-store.ts';
import { PAGES } from './pages.ts';
import s from './portal.module.css';
import { at, portal } from './portal.ts';
import { Shell } from './shell.tsx';
import { t } from './texts.ts';

export const App = () =>
  portal ? (
    <LocationProvider scope={portal.base || '/'}>
      <Pages />
      <Toasts />
    </LocationProvider>
  ) : (
    <Middle>
      <Empty title={t('noPortal')}>
        <p>{t('noPortalHint')}</p>
      </Empty>
    </Middle>
  );

/** Pages behind links in mails: shown whoever is signed in. */
const LINKS: Record<string, ComponentType> = { '/activate': Activate, '/link': UseLink, '/reset': Reset };

function Pages() {
  const below = useLocation().path.slice(portal!.base.length);
  const known = me.value;
  const client = known?.id;
  useEffect(() => {
    if (!client) return;
    connectDesk();
    // Loaded after what is seen first.
    const open = import('./rooms/open.ts');
    void open.then(({ sendKept }) => sendKept());
    if (keptCall(client)) void import('./rooms/resume.ts').then(({ resume }) => resume(client));
    return () => {
      leaveCall();
      disconnectDesk();
      void open.then(({ leaveAll }) => leaveAll());
    };
  }, [client]);
  if (known === undefined) return <Loading />;
  const Link = LINKS[below];
  if (Link) return <Link />;
  if (!known) return below === '/forgot' ? <Forgot /> : <SignIn />;
  return (
    <Shell>
      <Router>
        <Route path={at('/')} component={PAGES[0]!.page} />
        {PAGES.map(({ path, page }) => (
          <Route key={path} path={`${at(`/${path}`)}/:rest*`} component={page} />
        ))}
        <Route default component={NotFound} />
      </Router>
    </Shell>
  );
}

const NotFound = () => <Empty title={t('notFound')} />;

const Middle = ({ children }: { children: ComponentChildren }) => <main class={s.middle}>{children}</main>;

/** While it is found out who is signed in; without a network with a way to try again. */
function Loading() {
  if (!unreachable.value) {
    return (
      <Middle>
        <p role="status">{t('loading')}</p>
      </Middle>
    );
  }
  return (
    <Middle>
      <Empty title={t('offline')}>
        <Button onClick={() => void loadMe().catch(() => undefined)}>{t('again')}</Button>
      </Empty>
    </Middle>
  );
}

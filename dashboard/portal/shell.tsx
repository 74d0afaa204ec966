/** The frame of the portal: the company's name, its pages, and below on a phone. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CallSlot, RingSlot } from '../calls/slot.tsx';
import { Badge } from '../design/controls.tsx';
import { lost } from './desk.ts';
import { PAGES, type PortalPage } from './pages.ts';
import s from './portal.module.css';
import { at, portal } from './portal.ts';
import { ringing } from './ringing.ts';
import { t } from './texts.ts';

export function Shell({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const here = path.slice(portal!.base.length).split('/')[1] || PAGES[0]!.path;
  const all = PAGES.reduce((sum, { badge }) => sum + (badge?.count.value ?? 0), 0);
  useEffect(() => {
    document.title = all > 0 ? `(${all}) ${portal!.name}` : portal!.name;
    // The number on the installed app's icon.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(all).catch(() => undefined);
  }, [all]);
  return (
    <div class={s.shell}>
      <header class={s.top}>
        <a class={s.brand} href={at('/')}>
          <Brand />
        </a>
        <nav class={s.tabs} aria-label={t('pages')}>
          {PAGES.map((page) => (
            <Tab key={page.path} page={page} current={page.path === here} />
          ))}
        </nav>
      </header>
      {lost.value ? (
        <p class={s.strip} role="status">
          {t('reconnecting')}
        </p>
      ) : null}
      <RingSlot calls={ringing.value} />
      <CallSlot />
      <main class={s.main}>{children}</main>
    </div>
  );
}

function Tab({ page: { path, label, icon: Icon, badge }, current }: { page: PortalPage; current: boolean }) {
  const count = badge?.count.value ?? 0;
  return (
    <a class={s.tab} href={at(`/${path}`)} aria-current={current ? 'page' : undefined}>
      <Icon aria-hidden="true" />
      {label()}
      {badge && count > 0 ? <Badge class={s.tabBadge!} count={count} label={badge.label(count)} /> : null}
    </a>
  );
}

/** The company's logo and name. */
export const Brand = () => (
  <>
    {portal!.logo ? <img class={s.logo} src={portal!.logo} alt="" /> : <i class={s.mark} />}
    <bdi class={s.name}>{portal!.name}</bdi>
  </>
);

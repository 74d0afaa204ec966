import { useRoute } from 'preact-iso';
import { NumberEditor } from '../numbers/editor.tsx';
import { Numbers } from '../numbers/settings.tsx';
import { isAdmin } from '../stores/me.ts';
import { Blocks } from './blocks.tsx';
import { Canned } from './canned.tsx';
import { Categories } from './categories.tsx';
import { Groups } from './groups.tsx';
import { Held } from './held.tsx';
import { Listings } from './listings.tsx';
import { Portal } from './portal.tsx';
import { Profile } from './profile.tsx';
import { Security } from './security.tsx';
import s from './settings.module.css';
import { SiteEditor } from './site.tsx';
import { Sites } from './sites.tsx';
import { t } from './texts.ts';
import { Undelivered } from './undelivered.tsx';

const SECTIONS = {
  profile: Profile,
  security: Security,
  sites: Sites,
  listings: Listings,
  categories: Categories,
  groups: Groups,
  canned: Canned,
  blocks: Blocks,
  numbers: Numbers,
  portal: Portal,
  held: Held,
  undelivered: Undelivered,
} as const;
type Section = keyof typeof SECTIONS;
const FOR_ADMINS: readonly Section[] = ['numbers', 'portal', 'undelivered'];

export default function Settings() {
  const { section = 'profile', id } = useRoute().params;
  const shown = (Object.keys(SECTIONS) as Section[]).filter((name) => isAdmin.value || !FOR_ADMINS.includes(name));
  const current = shown.find((name) => name === section) ?? 'profile';
  const Content = SECTIONS[current];
  return (
    <div class={s.layout}>
      <nav class={s.menu} aria-label={t('sections')}>
        {shown.map((name) => (
          <a key={name} href={`/app/settings/${name}`} aria-current={name === current ? 'page' : undefined}>
            {t(name)}
          </a>
        ))}
      </nav>
      {current === 'sites' && id ? (
        <SiteEditor key={id} id={id} />
      ) : current === 'numbers' && id ? (
        <NumberEditor key={id} id={id} />
      ) : (
        <Content />
      )}
    </div>
  );
}

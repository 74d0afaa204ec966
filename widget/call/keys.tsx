import type { RefObject } from 'preact';
import { canFloat, float, fullScreen } from '../../protocol/client/video/screen.ts';
import { t } from './i18n.ts';
import { Icon, type IconName } from './icons.tsx';

interface KeyProps {
  icon: IconName;
  label: string;
  class?: string;
  onClick(): void;
}

/** A button with a sign, below a picture. */
export const Key = ({ icon, label, class: more = '', onClick }: KeyProps) => (
  <button type="button" class={`icon ${more}`} aria-label={label} title={label} onClick={onClick}>
    <Icon name={icon} />
  </button>
);

/** What can be done with a picture that moves: calls and broadcasts have the same. */
export const ScreenKeys = ({ box, screen }: { box: RefObject<HTMLElement | null>; screen: RefObject<HTMLVideoElement | null> }) => (
  <>
    {canFloat(screen.current) ? <Key icon="pip" label={t('pip')} onClick={() => void float(screen.current!)} /> : null}
    <Key icon="full" label={t('full')} onClick={() => void fullScreen(box.current!, screen.current!)} />
  </>
);

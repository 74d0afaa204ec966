import { Maximize, PictureInPicture2 } from 'lucide-preact';
import type { ComponentChildren, RefObject } from 'preact';
import { canFloat, float, fullScreen } from '../../protocol/client/video/screen.ts';
import { t } from './i18n.ts';

interface KeyProps {
  label: string;
  class?: string;
  onClick(): void;
  children: ComponentChildren;
}

/** A button with a sign, below a picture. */
export const Key = ({ label, class: more = '', onClick, children }: KeyProps) => (
  <button type="button" class={`icon ${more}`} aria-label={label} title={label} onClick={onClick}>
    {children}
  </button>
);

/** What can be done with a picture that moves: calls and broadcasts have the same. */
export const ScreenKeys = ({ box, screen }: { box: RefObject<HTMLElement | null>; screen: RefObject<HTMLVideoElement | null> }) => (
  <>
    {canFloat(screen.current) ? (
      <Key label={t('pip')} onClick={() => void float(screen.current!)}>
        <PictureInPicture2 aria-hidden="true" />
      </Key>
    ) : null}
    <Key label={t('full')} onClick={() => void fullScreen(box.current!, screen.current!)}>
      <Maximize aria-hidden="true" />
    </Key>
  </>
);

/** What can be done with a meeting, as buttons of its card and as a list behind three dots. */
import { CalendarPlus, CalendarX, Clock, Link } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { Meeting } from '../../protocol/meeting.ts';
import { toast } from '../design/toasts.tsx';
import { linkOf, mayChange, type Planning } from './planning.ts';
import { t } from './texts.ts';

const MoveDialog = lazy(() => import('./dialogs.tsx').then(({ Move }) => Move));
const CancelDialog = lazy(() => import('./dialogs.tsx').then(({ Cancel }) => Cancel));

interface Act {
  key: string;
  text: string;
  icon: ComponentChildren;
  /** It leads there, else it does this. */
  href?: string;
  run?: () => void;
}

interface Props {
  meeting: Meeting;
  planning: Planning;
  /** Shows one of them. */
  children: (acts: Act[]) => ComponentChildren;
}

export function Acts({ meeting, planning, children }: Props) {
  const [asking, setAsking] = useState<'move' | 'cancel' | null>(null);
  const close = () => setAsking(null);
  const copy = () =>
    void navigator.clipboard.writeText(linkOf(meeting)).then(
      () => toast(t('copied')),
      () => toast(t('notCopied')),
    );
  const acts: Act[] = [
    { key: 'calendar', text: t('calendar'), icon: <CalendarPlus aria-hidden="true" />, href: planning.fileOf(meeting.id) },
    { key: 'link', text: t('copyLink'), icon: <Link aria-hidden="true" />, run: copy },
    ...(mayChange(planning, meeting)
      ? [
          { key: 'move', text: t('move'), icon: <Clock aria-hidden="true" />, run: () => setAsking('move') },
          { key: 'cancel', text: t('cancel'), icon: <CalendarX aria-hidden="true" />, run: () => setAsking('cancel') },
        ]
      : []),
  ];
  return (
    <>
      {children(acts)}
      {asking === 'move' ? <MoveDialog meeting={meeting} planning={planning} onClose={close} /> : null}
      {asking === 'cancel' ? <CancelDialog meeting={meeting} planning={planning} onClose={close} /> : null}
    </>
  );
}

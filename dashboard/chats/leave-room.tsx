import { useLocation } from 'preact-iso';
import { Dialog } from '../design/dialog.tsx';

interface Props {
  name: string;
  /** The texts of the kind of room. */
  t: (key: 'leaveTitle' | 'leaveText' | 'leave', values?: { name: string }) => string;
  leave: () => Promise<unknown>;
  /** Where one is afterwards. */
  to: string;
  onClose: () => void;
}

/** Asks before one leaves a room. */
export function LeaveRoom({ name, t, leave, to, onClose }: Props) {
  const { route } = useLocation();
  return (
    <Dialog title={t('leaveTitle', { name })} action={t('leave')} danger run={leave} onDone={() => route(to)} onClose={onClose}>
      <p>{t('leaveText')}</p>
    </Dialog>
  );
}

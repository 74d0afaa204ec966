import { CloudOff } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { Button, Empty } from '../design/controls.tsx';
import { loadMe } from '../stores/me.ts';
import { t } from './texts.ts';

/** The app was opened without a network: it goes on by itself when there is one. */
export function Offline({ again }: { again: string }) {
  const load = () => void loadMe().catch(() => undefined);
  useEffect(() => {
    addEventListener('online', load);
    return () => removeEventListener('online', load);
  }, []);
  return (
    <Empty icon={<CloudOff aria-hidden="true" />} title={t('offline')}>
      <p>{t('offlineText')}</p>
      <Button onClick={load}>{again}</Button>
    </Empty>
  );
}

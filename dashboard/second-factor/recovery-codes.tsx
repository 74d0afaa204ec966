/** Recovery codes, the one time that they can be seen. */
import { useState } from 'preact/hooks';
import { Button, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import s from './second-factor.module.css';
import { t } from './texts.ts';

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    setCopied(true);
  };
  return (
    <Dialog title={t('codesTitle')} action={t('done')} onClose={onClose}>
      <p>{t('codesText')}</p>
      <ul class={s.codes} aria-label={t('codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class={styles.bar}>
        <Button onClick={() => void copy()}>{copied ? t('copied') : t('copy')}</Button>
        <Button onClick={() => save(t('file'), codes)}>{t('download')}</Button>
      </div>
    </Dialog>
  );
}

function save(name: string, codes: string[]): void {
  const url = URL.createObjectURL(new Blob([`Foyer, ${location.host}\n\n${codes.join('\n')}\n`], { type: 'text/plain' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

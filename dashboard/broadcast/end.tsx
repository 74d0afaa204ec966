/** Ends the broadcast, after one more question: everybody who watches loses the picture. */
import { useState } from 'preact/hooks';
import { Button } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import type { OwnCast } from './own.ts';
import { t } from './texts.ts';

export function EndButton({ studio }: { studio: OwnCast['studio'] }) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button look="danger" onClick={() => setAsks(true)}>
        {t('end')}
      </Button>
      {asks ? (
        <Dialog title={t('endTitle')} action={t('endIt')} danger run={async () => studio.end()} onClose={() => setAsks(false)}>
          <p>{t('endText')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

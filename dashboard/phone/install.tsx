/** Putting Foyer on the home screen: by the browser's own question where it asks one, by words on iPhones, which ask none. */
import { Button, styles } from '../design/controls.tsx';
import { isInstalled, isIphone } from './device.ts';
import { prompt } from './prompt.ts';
import { t } from './texts.ts';

/** Shown where it can be done and has not been. */
export function Install() {
  const asked = prompt.value;
  if (isInstalled() || (!asked && !isIphone())) return null;
  return (
    <section class={styles.card} aria-label={t('install')}>
      <h2>{t('install')}</h2>
      <p>{t('installText')}</p>
      {asked ? (
        <div>
          <Button
            look="main"
            onClick={() => {
              // A question can be asked once.
              prompt.value = null;
              void asked.prompt();
            }}
          >
            {t('installButton')}
          </Button>
        </div>
      ) : (
        <p>{t('installIphone')}</p>
      )}
    </section>
  );
}

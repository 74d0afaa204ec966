import type { Host } from '../host.ts';
import { t } from './i18n.ts';
import { Icon } from './icons.tsx';

/** What stands in place of the chat until the visitor agrees: nobody is connected before, and nothing is kept. */
export function Consent({ host }: { host: Host }) {
  const { settings } = host.state();
  return (
    <div class={`app ${settings.theme}`} style={{ '--accent': settings.colour, '--ink': settings.ink }}>
      <header>
        <div class="who">
          <h1>{settings.name || t('title')}</h1>
        </div>
        <button type="button" class="icon" aria-label={t('close')} onClick={() => host.open(false)}>
          <Icon name="close" />
        </button>
      </header>
      <div class="messages" />
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          host.consent?.(true);
        }}
      >
        <p>{t('consentText')}</p>
        <button type="submit" class="main">
          {t('consentYes')}
        </button>
        <button type="button" class="plain" onClick={() => host.open(false)}>
          {t('consentNo')}
        </button>
      </form>
    </div>
  );
}

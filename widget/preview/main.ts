/** The widget with settings that are being edited, without a connection. Driven by the settings tab, which frames this page. */
import type { WidgetSettings } from '../../protocol/site-settings.ts';
import type { Host } from '../host.ts';
import { makeWidget } from '../loader/widget.ts';

/** What the settings tab says, by `postMessage` from the same origin. */
interface Message {
  foyerPreview: WidgetSettings;
  view: 'launcher' | 'greeting' | 'chat' | 'prechat' | 'offline';
  /** Text of the greeting that is being edited. */
  greeting: string;
}

let widget: ReturnType<typeof makeWidget> | null = null;
let shown: string | null = null;
let view: ReturnType<NonNullable<Host['preview']>> = 'chat';

addEventListener('message', ({ origin, data }: MessageEvent<Message>) => {
  if (origin !== location.origin || !data?.foyerPreview) return;
  const { foyerPreview: settings, view: wanted, greeting: text } = data;
  // The chat's language is chosen when it loads: another one loads it anew.
  const key = `${settings.language} ${wanted}`;
  if (key !== shown) {
    widget?.api.destroy();
    widget = makeWidget(location.origin, 'preview', '', { preview: () => view });
    shown = key;
  }
  view = wanted === 'launcher' || wanted === 'greeting' ? 'chat' : wanted;
  const away = wanted === 'offline';
  widget!.apply({ settings, availability: { open: !away, online: !away, talks: {} }, visitor: '' });
  if (wanted === 'greeting') {
    widget!.change({ greet: { t: 'greet', rule: '', text, after: 0, once: 'visit' } });
    widget!.load();
  } else if (wanted === 'launcher') widget!.api.close();
  else widget!.api.open();
});
parent.postMessage('foyer-preview-ready', location.origin);

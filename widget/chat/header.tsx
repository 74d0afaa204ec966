import { useState } from 'preact/hooks';
import type { RoomView } from '../../protocol/client/room-view.ts';
import type { Host } from '../host.ts';
import { Face } from './face.tsx';
import { t } from './i18n.ts';
import { Icon } from './icons.tsx';
import { availabilityOf, currentTalk, knownTalks, type Talk } from './talk.ts';

interface Props {
  host: Host;
  view: RoomView;
  muted: boolean;
  onMute(): void;
  onEnd(): void;
  onTranscript(): void;
  onData(): void;
  onTalk(talk: Talk): void;
}

/** Who answers, whether somebody is there, and what can be done with the chat. */
export function Header({ host, view, muted, onMute, onEnd, onTranscript, onData, onTalk }: Props) {
  const [menu, setMenu] = useState(false);
  const [ending, setEnding] = useState(false);
  const { chat, people } = view;
  const { settings } = host.state();
  const availability = availabilityOf(host);
  const owner = chat.status === 'open' && chat.owner ? people[chat.owner] : undefined;
  const online = availability.open && availability.online;
  const choose = (act: () => void) => () => {
    setMenu(false);
    act();
  };
  return (
    <header>
      {owner ? <Face name={owner.name} photo={owner.photo} base={host.base} /> : <span class={`dot ${online ? 'on' : ''}`} />}
      <div class="who">
        <h1>{owner?.name || currentTalk().name || settings.name || t('title')}</h1>
        <p>{t(online || (owner && view.present.includes(owner.id)) ? 'online' : 'away')}</p>
      </div>
      <button type="button" class="icon" aria-label={t('menu')} aria-expanded={menu} onClick={() => setMenu(!menu)}>
        <Icon name="more" />
      </button>
      <button type="button" class="icon" aria-label={t('close')} onClick={() => host.open(false)}>
        <Icon name="close" />
      </button>
      {menu ? (
        <ul class="menu">
          {knownTalks(host)
            .filter(({ own }) => own !== currentTalk().own)
            .map((talk) => (
              <li key={talk.own}>
                <button type="button" onClick={choose(() => onTalk(talk))}>
                  {t('talk', { name: talk.name || t('title') })}
                </button>
              </li>
            ))}
          <li>
            <button type="button" onClick={choose(onMute)}>
              {t(muted ? 'unmute' : 'mute')}
            </button>
          </li>
          {chat.answered ? (
            <li>
              <button type="button" onClick={choose(onTranscript)}>
                {t('transcript')}
              </button>
            </li>
          ) : null}
          <li>
            <button type="button" onClick={choose(onData)}>
              {t('data')}
            </button>
          </li>
          {chat.status === 'open' || chat.status === 'waiting' ? (
            <li>
              <button type="button" onClick={choose(() => setEnding(true))}>
                {t('end')}
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
      {ending ? (
        <div class="sure" role="alertdialog" aria-label={t('endSure')}>
          <p>{t('endSure')}</p>
          <button
            type="button"
            class="main"
            onClick={() => {
              setEnding(false);
              onEnd();
            }}
          >
            {t('yes')}
          </button>
          <button type="button" class="plain" onClick={() => setEnding(false)}>
            {t('no')}
          </button>
        </div>
      ) : null}
    </header>
  );
}

import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { CallMedia, Sending } from '../../protocol/call.ts';
import { newId } from '../../protocol/client/new-id.ts';
import { type CaptureFault, faultOf, isAllowed, openDevices } from '../../protocol/client/video/devices.ts';
import { iceServers } from '../../protocol/client/video/ice.ts';
import { PeerVideo } from '../../protocol/client/video/peer.ts';
import { type Video, wireOf } from '../../protocol/client/video/port.ts';
import { t } from './i18n.ts';
import { Picture } from './picture.tsx';
import type { CallPlace } from './place.ts';

const NOTHING: Sending = { audio: false, video: false };

/** A call as the visitor has it: rings until it is answered, and then shows who calls. */
export function CallPanel({ room, call: id, name, ice, kept, keep }: CallPlace) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [video, setVideo] = useState<Video | null>(null);
  const [fault, setFault] = useState<CaptureFault | null>(null);
  const [busy, setBusy] = useState(false);
  const open = useRef<Video | null>(null);
  const { call } = room.view.chat;

  /** Takes part, with what was captured. */
  const enter = (tracks: MediaStreamTrack[]) => {
    const made = new PeerVideo({
      call: id,
      wire: wireOf(room),
      caller: false,
      ice: () => iceServers(ice.address, ice.token),
      tracks,
      newId,
    });
    open.current = made;
    made.subscribe(({ sending: { audio, video: sees }, status }) => {
      keep(status === 'closed' || status === 'elsewhere' ? '' : `${id} ${audio ? 'a' : ''}${sees ? 'v' : ''}`);
      redraw(0);
    });
    keep(`${id} ${tracks.map(({ kind }) => kind[0]).join('')}`);
    setVideo(made);
  };

  useEffect(() => {
    const stop = room.subscribe(() => redraw(0));
    // The page before this one was in the call: it goes on, with what the browser gives without asking.
    const [known, sent = ''] = kept().split(' ');
    if (known === `${id}` && room.view.chat.call?.answered) void again({ audio: sent.includes('a'), video: sent.includes('v') });
    return () => {
      stop();
      open.current?.close();
    };
  }, []);

  const again = async (wanted: Sending) => {
    const audio = wanted.audio && (await isAllowed('microphone'));
    const sees = wanted.video && (await isAllowed('camera'));
    enter(await openDevices({ audio, video: sees }).catch(() => []));
  };

  const answer = async (media: CallMedia) => {
    setBusy(true);
    setFault(null);
    try {
      const tracks = await openDevices(media === 'none' ? NOTHING : { audio: true, video: media === 'video' });
      const { ok } = await room.command({ t: 'call', do: 'answer', call: id, media });
      if (ok && room.view.chat.call?.id === id) enter(tracks);
      else for (const track of tracks) track.stop();
    } catch (error) {
      setFault(faultOf(error));
    }
    setBusy(false);
  };
  const end = () => void room.command({ t: 'call', do: 'end', call: id });

  if (call?.id !== id) return null;
  if (video && video.picture.status !== 'elsewhere') return <Picture video={video} name={name} onEnd={end} />;
  const rings = !call.answered;
  const sees = call.media === 'video';
  return (
    <section class="call rings" aria-label={t('region', name)}>
      <p role="status">{rings ? t(sees ? 'ringsVideo' : 'rings', name) : t('elsewhere')}</p>
      {fault ? (
        <p class="fault" role="alert">
          {t(fault)}
        </p>
      ) : null}
      {rings ? (
        <>
          <div class="answers">
            <button type="button" class="main" disabled={busy} onClick={() => void answer('none')}>
              {t(sees ? 'watch' : 'listen')}
            </button>
            <button type="button" class="main" disabled={busy} onClick={() => void answer('audio')}>
              {t('withAudio')}
            </button>
            <button type="button" class="main" disabled={busy} onClick={() => void answer('video')}>
              {t('withVideo')}
            </button>
            <button type="button" class="plain" disabled={busy} onClick={end}>
              {t('decline')}
            </button>
          </div>
          <p class="quiet">{t('explain')}</p>
        </>
      ) : (
        <div class="answers">
          <button type="button" class="main" onClick={() => enter([])}>
            {t('here')}
          </button>
          <button type="button" class="plain" onClick={end}>
            {t('hangUp')}
          </button>
        </div>
      )}
    </section>
  );
}

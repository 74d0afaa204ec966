import { useEffect, useState } from 'preact/hooks';
import type { CastViewer } from '../../protocol/client/video/port.ts';
import { t as callText } from '../call/i18n.ts';
import { Key } from '../call/keys.tsx';
import { t } from './i18n.ts';
import type { CastLine } from './line.ts';

type State = 'off' | 'invited' | 'on';

/** Whether the operator asks this page on stage, or it is on it. */
export function useStage(line: CastLine, cast: string): State {
  const [state, setState] = useState<State>('off');
  useEffect(() => {
    const ends = [
      line.onFrame((frame) => {
        if (frame.t === 'stage' && frame.cast === cast) setState(frame.state);
      }),
      // The site forgets who was gone.
      line.onLine(() => setState('off')),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return state;
}

interface Props {
  line: CastLine;
  cast: string;
  /** Who broadcasts. */
  name: string;
  viewer: CastViewer;
  state: Exclude<State, 'off'>;
}

/** The way on stage, explained before the browser asks for devices, and off it. */
export function Stage({ line, cast, name, viewer, state }: Props) {
  const [busy, setBusy] = useState(false);
  const { local, fault } = viewer.picture;
  const isOn = state === 'on';
  const [audio, video] = (['audio', 'video'] as const).map(
    (kind) => local?.getTracks().some((track) => track.kind === kind && track.enabled) ?? false,
  ) as [boolean, boolean];
  const come = async (wanted: { audio: boolean; video: boolean }) => {
    setBusy(true);
    await viewer.setStage(wanted);
    setBusy(false);
  };
  const decline = () => line.say({ t: 'stage', cast, do: 'decline' });
  const off = () => void viewer.setStage(null);

  return (
    <div class="stage">
      {fault ? (
        <p class="fault" role="alert">
          {callText(fault)}
        </p>
      ) : null}
      <p role="status">{isOn ? t('youAreOn') : local ? callText('connecting') : t('invited', { name })}</p>
      {local ? null : (
        <>
          <p class="quiet">
            {t('explain')} {callText('explain')}
          </p>
          <div class="answers">
            <button type="button" class="main" disabled={busy} onClick={() => void come({ audio: true, video: true })}>
              {callText('withVideo')}
            </button>
            <button type="button" class="main" disabled={busy} onClick={() => void come({ audio: true, video: false })}>
              {callText('withAudio')}
            </button>
            {isOn ? null : (
              <button type="button" class="plain" disabled={busy} onClick={decline}>
                {callText('decline')}
              </button>
            )}
          </div>
        </>
      )}
      {local || isOn ? (
        <div class="keys">
          {local ? (
            <>
              <Key
                icon={audio ? 'mic' : 'micOff'}
                label={callText(audio ? 'audioOff' : 'audioOn')}
                onClick={() => void viewer.setStage({ audio: !audio, video })}
              />
              <Key
                icon={video ? 'camera' : 'cameraOff'}
                label={callText(video ? 'videoOff' : 'videoOn')}
                onClick={() => void viewer.setStage({ audio, video: !video })}
              />
            </>
          ) : null}
          <button type="button" class="plain" onClick={off}>
            {t('leave')}
          </button>
        </div>
      ) : null}
    </div>
  );
}

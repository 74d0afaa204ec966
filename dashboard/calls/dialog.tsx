/** Before a call: how one will be seen, and with which devices. */
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Cameraless,
  type CaptureFault,
  type Chosen,
  chooseDevices,
  chosenDevices,
  faultOf,
  isAllowed,
  listDevices,
  openForCall,
} from '../../protocol/client/video/devices.ts';
import { Button, Notice, SelectField, Switch } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import s from './calls.module.css';
import { t } from './texts.ts';

export interface CallDialogProps {
  title: string;
  /** What is to be known before. */
  explain: string;
  /** What its button says. */
  action: string;
  /** Whether one comes into the call with nothing captured, too. */
  empty?: boolean;
  /** Why it cannot be done now. */
  hindrance?: string | undefined;
  /** Goes into the call; throws what refused it. */
  enter: (media: 'audio' | 'video', tracks: MediaStreamTrack[]) => Promise<void>;
  onClose: () => void;
}

export function CallDialog({ title, explain, action, empty = false, hindrance, enter, onClose }: CallDialogProps) {
  const [tracks, setTracks] = useState<MediaStreamTrack[]>([]);
  const [fault, setFault] = useState<CaptureFault | null>(null);
  const [without, setWithout] = useState<Cameraless | null>(null);
  const [audioOnly, setAudioOnly] = useState(false);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const onlyVoice = useRef(false);
  const preview = useRef<HTMLVideoElement>(null);
  /** What is to be given back when the dialog closes; a call takes it along. */
  const held = useRef<MediaStreamTrack[]>([]);
  const isShown = useRef(true);
  /** Counts the wishes for devices: what an earlier one brings is not wanted any more. */
  const wishes = useRef(0);

  const only = (voice: boolean) => {
    setAudioOnly(voice);
    onlyVoice.current = voice;
  };
  const give = () => {
    for (const track of held.current) track.stop();
    held.current = [];
  };
  const open = async (video: boolean) => {
    const wish = ++wishes.current;
    const isWanted = () => isShown.current && wish === wishes.current;
    give();
    setTracks([]);
    setFault(null);
    setWithout(null);
    try {
      const opened = await openForCall(video);
      if (!isWanted()) {
        for (const track of opened.tracks) track.stop();
        return;
      }
      held.current = opened.tracks;
      setTracks(opened.tracks);
      setWithout(opened.without);
      if (opened.without) only(true);
      setDevices([...(await listDevices('videoinput')), ...(await listDevices('audioinput'))]);
    } catch (error) {
      if (isWanted()) setFault(faultOf(error));
    }
  };
  useEffect(() => {
    void Promise.all([isAllowed('camera'), isAllowed('microphone')]).then((allowed) => {
      if (allowed.every(Boolean) && isShown.current && wishes.current === 0) void open(!onlyVoice.current);
    });
    return () => {
      isShown.current = false;
      give();
    };
  }, []);
  const hasPicture = tracks.some(({ kind }) => kind === 'video');
  useEffect(() => {
    if (preview.current) preview.current.srcObject = new MediaStream(tracks.filter(({ kind }) => kind === 'video'));
  }, [tracks]);

  const run = async () => {
    await enter(audioOnly ? 'audio' : 'video', tracks);
    held.current = [];
  };
  const choose = (part: Chosen) => {
    chooseDevices(part);
    void open(!audioOnly);
  };
  const of = (kind: MediaDeviceKind) => devices.filter((device) => device.kind === kind);

  return (
    <Dialog title={title} action={action} ready={!hindrance && (empty || tracks.length > 0)} run={run} onClose={onClose}>
      <p>{explain}</p>
      {hindrance ? <Notice>{hindrance}</Notice> : null}
      {fault ? <Notice tone="bad">{t(fault)}</Notice> : null}
      {without ? <Notice>{t(`without_${without}`)}</Notice> : null}
      {hasPicture ? <video class={s.preview} ref={preview} autoplay playsInline muted aria-label={t('preview')} /> : null}
      {tracks.length === 0 ? (
        <Button look="main" onClick={() => void open(!audioOnly)}>
          {t(audioOnly ? 'switchOnVoice' : 'switchOn')}
        </Button>
      ) : null}
      <Switch
        label={t('audioOnly')}
        checked={audioOnly}
        onChange={(voice) => {
          only(voice);
          if (wishes.current > 0) void open(!voice);
        }}
      />
      {tracks.length > 0 && !audioOnly ? (
        <Devices label={t('camera')} devices={of('videoinput')} chosen={chosenDevices().camera} onChoose={(camera) => choose({ camera })} />
      ) : null}
      {tracks.length > 0 ? (
        <Devices
          label={t('microphone')}
          devices={of('audioinput')}
          chosen={chosenDevices().microphone}
          onChoose={(microphone) => choose({ microphone })}
        />
      ) : null}
    </Dialog>
  );
}

interface DevicesProps {
  label: string;
  devices: MediaDeviceInfo[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** Nothing where there is nothing to choose. */
function Devices({ label, devices, chosen, onChoose }: DevicesProps) {
  if (devices.length < 2) return null;
  const value = devices.some(({ deviceId }) => deviceId === chosen) ? chosen! : devices[0]!.deviceId;
  const options = devices.map(({ deviceId, label: name }, at) => [deviceId, name || t('device', { number: at + 1 })] as const);
  return <SelectField label={label} value={value} onValue={onChoose} options={options} />;
}

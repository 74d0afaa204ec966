/** Before anything is sent: how one will be seen, and with which devices. */
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type CaptureFault,
  type Chosen,
  chooseDevices,
  chosenDevices,
  faultOf,
  isAllowed,
  listDevices,
  openDevices,
  openScreen,
} from '../../protocol/client/video/devices.ts';
import { SelectField } from '../design/controls.tsx';
import s from './calls.module.css';
import { t } from './texts.ts';

/** What is to be captured. */
export interface Wanted {
  audio: boolean;
  picture: 'camera' | 'screen' | null;
}

export interface PreviewState {
  tracks: MediaStreamTrack[];
  fault: CaptureFault | null;
  devices: MediaDeviceInfo[];
  /** Whether devices were asked for already: then another wish is followed at once. */
  asked: boolean;
  /** Captures this in place of what is; the browser may ask. */
  open: (wanted: Wanted) => Promise<void>;
  /** Hands over what is captured: it is not given back with the preview. */
  take: () => MediaStreamTrack[];
}

/** Captures at once where the browser does not ask, and gives everything back in the end. */
export function usePreview(wanted: Wanted): PreviewState {
  const [tracks, setTracks] = useState<MediaStreamTrack[]>([]);
  const [fault, setFault] = useState<CaptureFault | null>(null);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const latest = useRef(wanted);
  latest.current = wanted;
  /** What is to be given back. */
  const held = useRef<MediaStreamTrack[]>([]);
  const isShown = useRef(true);
  /** Counts the wishes for devices: what an earlier one brings is not wanted any more. */
  const wishes = useRef(0);

  const give = () => {
    for (const track of held.current) track.stop();
    held.current = [];
  };
  const open = async ({ audio, picture }: Wanted) => {
    const wish = ++wishes.current;
    give();
    setTracks([]);
    setFault(null);
    const opened: MediaStreamTrack[] = [];
    try {
      // The screen first: browsers want it straight after the press.
      if (picture === 'screen') opened.push(...(await openScreen()));
      opened.push(...(await openDevices({ audio, video: picture === 'camera' })));
    } catch (error) {
      for (const track of opened.splice(0)) track.stop();
      if (isShown.current && wish === wishes.current) setFault(faultOf(error));
    }
    if (!isShown.current || wish !== wishes.current) {
      for (const track of opened) track.stop();
      return;
    }
    held.current = opened;
    setTracks(opened);
    if (opened.length > 0) setDevices([...(await listDevices('videoinput')), ...(await listDevices('audioinput'))]);
  };
  useEffect(() => {
    void Promise.all([isAllowed('camera'), isAllowed('microphone')]).then((allowed) => {
      const mayBegin = isShown.current && wishes.current === 0 && latest.current.picture !== 'screen';
      if (allowed.every(Boolean) && mayBegin) void open(latest.current);
    });
    return () => {
      isShown.current = false;
      give();
    };
  }, []);
  const take = () => {
    held.current = [];
    return tracks;
  };
  return { tracks, fault, devices, asked: wishes.current > 0, open, take };
}

interface Props {
  preview: PreviewState;
  wanted: Wanted;
}

/** The picture as others will see it, and the choice of devices; nothing before anything is captured. */
export function Preview({ preview: { tracks, devices, open }, wanted }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const hasPicture = tracks.some(({ kind }) => kind === 'video');
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream(tracks.filter(({ kind }) => kind === 'video'));
  }, [tracks]);
  if (tracks.length === 0) return null;
  const choose = (part: Chosen) => {
    chooseDevices(part);
    void open(wanted);
  };
  const of = (kind: MediaDeviceKind) => devices.filter((device) => device.kind === kind);
  const { camera, microphone } = chosenDevices();
  const isCamera = wanted.picture === 'camera';
  return (
    <>
      {hasPicture ? (
        <video
          class={`${s.preview} ${isCamera ? s.mirrored : ''}`}
          ref={video}
          autoplay
          playsInline
          muted
          aria-label={t('preview')}
          data-picture={wanted.picture}
        />
      ) : null}
      {isCamera ? (
        <Devices label={t('camera')} devices={of('videoinput')} chosen={camera} onChoose={(id) => choose({ camera: id })} />
      ) : null}
      {wanted.audio && wanted.picture !== 'screen' ? (
        <Devices label={t('microphone')} devices={of('audioinput')} chosen={microphone} onChoose={(id) => choose({ microphone: id })} />
      ) : null}
    </>
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

/** What one sends, on and off: microphone, camera and screen, in calls of every kind and in broadcasts. */
import { Video as Camera, Mic, MicOff, ScreenShare, ScreenShareOff, SwitchCamera, VideoOff } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { Sending } from '../../protocol/call.ts';
import { canShareScreen, listDevices } from '../../protocol/client/video/devices.ts';
import type { Video } from '../../protocol/client/video/port.ts';
import { IconButton } from '../design/controls.tsx';
import { t } from './texts.ts';

interface Props {
  video: Pick<Video, 'setAudio' | 'setVideo' | 'setScreen' | 'switchCamera'>;
  sending: Sending;
  /** Where there is little room: without screen and other cameras. */
  few?: boolean;
}

export function DeviceKeys({ video, sending, few = false }: Props) {
  const [cameras, setCameras] = useState(0);
  const sendsCamera = sending.video && !sending.screen;
  useEffect(() => {
    // Browsers name devices when one of them is on.
    void listDevices('videoinput').then((found) => setCameras(found.length));
  }, [sending.video]);
  return (
    <>
      <IconButton label={t(sending.audio ? 'audioOff' : 'audioOn')} onClick={() => void video.setAudio(!sending.audio)}>
        {sending.audio ? <Mic aria-hidden="true" /> : <MicOff aria-hidden="true" />}
      </IconButton>
      <IconButton label={t(sendsCamera ? 'videoOff' : 'videoOn')} onClick={() => void video.setVideo(!sendsCamera)}>
        {sendsCamera ? <Camera aria-hidden="true" /> : <VideoOff aria-hidden="true" />}
      </IconButton>
      {!few && canShareScreen() ? (
        <IconButton label={t(sending.screen ? 'screenOff' : 'screenOn')} onClick={() => void video.setScreen(!sending.screen)}>
          {sending.screen ? <ScreenShareOff aria-hidden="true" /> : <ScreenShare aria-hidden="true" />}
        </IconButton>
      ) : null}
      {!few && sendsCamera && cameras > 1 ? (
        <IconButton label={t('switch')} onClick={() => void video.switchCamera()}>
          <SwitchCamera aria-hidden="true" />
        </IconButton>
      ) : null}
    </>
  );
}

/** Before a call: how one will be seen, and with which devices. */
import { useState } from 'preact/hooks';
import { Button, Notice, Switch } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { HttpError } from '../http.ts';
import { me } from '../stores/me.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { Preview, usePreview, type Wanted } from './preview.tsx';
import { enterCall } from './store.ts';
import { t } from './texts.ts';

const wantedBy = (audioOnly: boolean): Wanted => ({ audio: true, picture: audioOnly ? null : 'camera' });

export function CallDialog({ room, name, onClose }: { room: OpenRoom; name: string; onClose: () => void }) {
  const [audioOnly, setAudioOnly] = useState(false);
  const wanted = wantedBy(audioOnly);
  const preview = usePreview(wanted);
  const { tracks, fault, asked, open, take } = preview;
  const run = async () => {
    const result = await room.client.command({ t: 'call', do: 'start', media: audioOnly ? 'audio' : 'video' });
    if (!result.ok) throw new HttpError(result.code);
    await enterCall(me.value!.user.id, room.id, result.seq, take());
  };
  return (
    <Dialog title={t('title', { name })} action={t('call')} ready={tracks.length > 0} run={run} onClose={onClose}>
      <p>{t('explain')}</p>
      {fault ? <Notice tone="bad">{t(fault)}</Notice> : null}
      {tracks.length === 0 ? <Button onClick={() => void open(wanted)}>{t('switchOn')}</Button> : null}
      <Switch
        label={t('audioOnly')}
        checked={audioOnly}
        onChange={(only) => {
          setAudioOnly(only);
          if (asked) void open(wantedBy(only));
        }}
      />
      <Preview preview={preview} wanted={wanted} />
    </Dialog>
  );
}

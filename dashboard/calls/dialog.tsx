/** Before a call: how one will be seen, and with which devices. */
import { useState } from 'preact/hooks';
import { Button, Notice, Switch } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Preview, usePreview, type Wanted } from './preview.tsx';
import { t } from './texts.ts';

const wantedBy = (audioOnly: boolean): Wanted => ({ audio: true, picture: audioOnly ? null : 'camera' });

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
  const [audioOnly, setAudioOnly] = useState(false);
  const wanted = wantedBy(audioOnly);
  const preview = usePreview(wanted);
  const { tracks, fault, asked, open, take } = preview;
  const run = async () => {
    await enter(audioOnly ? 'audio' : 'video', tracks);
    take();
  };
  return (
    <Dialog title={title} action={action} ready={!hindrance && (empty || tracks.length > 0)} run={run} onClose={onClose}>
      <p>{explain}</p>
      {hindrance ? <Notice>{hindrance}</Notice> : null}
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

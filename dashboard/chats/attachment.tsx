import { File } from 'lucide-preact';
import type { FileRef } from '../../protocol/entries.ts';
import s from './chats.module.css';
import { t } from './texts.ts';

/** A file of a message: a picture is shown, a recording played, everything else is there to save. */
export function Attachment({ room, file }: { room: string; file: FileRef }) {
  const address = `/f/${encodeURIComponent(room)}/${file.id}`;
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) {
    return (
      <a href={address} target="_blank" rel="noopener" aria-label={t('picture', { name: file.name })}>
        <img class={s.picture} src={address} alt={file.name} width={file.width} height={file.height} loading="lazy" />
      </a>
    );
  }
  if (file.type.startsWith('audio/')) {
    // biome-ignore lint/a11y/useMediaCaption: what somebody recorded has none
    return <audio class={s.sound} src={address} controls preload="none" aria-label={t('recording', { name: file.name })} />;
  }
  return (
    <a class={s.file} href={`${address}?download`} aria-label={t('download', { name: file.name })}>
      <File aria-hidden="true" /> {file.name}
    </a>
  );
}

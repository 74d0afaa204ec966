import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { AreaField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { t } from './texts.ts';

/** How many the server invites at once. */
const AT_ONCE = 200;

interface Answer {
  results: Record<string, string>;
  rooms: Record<string, string>;
}

/** Asks what to say and invites visitors to chat. `onClose` is told whether they were. */
export function Invite({ site, visitors, onClose }: { site: string; visitors: string[]; onClose: (done: boolean) => void }) {
  const { route } = useLocation();
  const [text, setText] = useState(t('inviteDefault'));
  // One id for all tries: an invitation whose answer was lost is not sent twice.
  const [cid] = useState(() => crypto.randomUUID());
  const run = async () => {
    let done = 0;
    let room: string | undefined;
    for (let i = 0; i < visitors.length; i += AT_ONCE) {
      const some = visitors.slice(i, i + AT_ONCE);
      const { results, rooms } = await post<Answer>(`/sites/${site}/invite`, { visitors: some, text, cid });
      done += Object.values(results).filter((result) => result === 'ok').length;
      room ??= Object.values(rooms)[0];
    }
    return { done, room };
  };
  const told = ({ done, room }: Awaited<ReturnType<typeof run>>) => {
    if (done > 0) toast(t('invited', { count: done }));
    if (done < visitors.length) toast(t('notInvited', { count: visitors.length - done }));
    onClose(true);
    if (visitors.length === 1 && room) route(`/app/chats/${encodeURIComponent(room)}`);
  };
  return (
    <Dialog
      title={t('inviteMany', { count: visitors.length })}
      action={t('send')}
      ready={text.trim() !== ''}
      run={run}
      onDone={told}
      onClose={() => onClose(false)}
    >
      <AreaField label={t('inviteText')} value={text} onValue={setText} maxLength={2000} />
    </Dialog>
  );
}

import { isOperator } from '../../protocol/entries.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { personName } from '../stores/desk.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { eventText } from './events.ts';
import { Messages } from './messages.tsx';
import { t, visitorName } from './texts.ts';

/** The whole history with a visitor, chat after chat. All operators are on one side of it; their typing is told where one writes. */
export function VisitorMessages({ room, summary }: { room: OpenRoom; summary: VisitorSummary | undefined }) {
  const { people, reads } = room.view.value;
  const visitor = summary ? visitorName(summary.visitor) : t('visitor');
  const nameOf = (id: string): string => (isOperator(id) ? people[id]?.name || personName(id as `o_${string}`) : visitor);
  const visitorRead = Math.max(0, ...Object.entries(reads).map(([id, seq]) => (isOperator(id) ? 0 : seq)));
  return (
    <Messages
      room={room}
      label={visitor}
      nameOf={nameOf}
      isOurs={({ by, kind }) => by === room.view.value.me || (kind !== 'note' && isOperator(by))}
      stateOf={(seq) => t(visitorRead >= seq ? 'seen' : 'sent')}
      eventOf={(entry, by) => eventText(entry, by, nameOf)}
      tellsTyping={(person) => !isOperator(person)}
    />
  );
}

/** A conversation that shows what settings look like, for the settings' preview. */
import { EMPTY_VIEW, type RoomView } from '../../protocol/client/room-view.ts';
import { t } from './i18n.ts';

export const sampleView: RoomView = {
  ...EMPTY_VIEW,
  loaded: true,
  connection: 'open',
  caughtUp: true,
  me: 'v_1',
  people: { o_1: { id: 'o_1', name: 'Ada' } },
  present: ['o_1'],
  chat: { ...EMPTY_VIEW.chat, status: 'open', episode: 1, openedSeq: 1, owner: 'o_1', answered: true },
  reads: { operators: 2 },
  entries: [
    { seq: 1, at: 0, by: 'v_1', kind: 'opened', episode: 1, via: 'visitor' },
    { seq: 2, at: 0, by: 'v_1', kind: 'message', text: '👋' },
    { seq: 3, at: 0, by: 'o_1', kind: 'taken' },
    { seq: 4, at: 0, by: 'o_1', kind: 'message', text: t('greeting') },
  ].map((entry) => ({ ...entry, at: Date.now() })) as RoomView['entries'],
};

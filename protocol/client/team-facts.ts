/** Apart from those of a chat, so that the widget does not carry them. */

import { foldMeetings, type Meeting, NO_MEETINGS } from '../meeting.ts';
import { foldTeam, NEW_TEAM, type Team } from '../team.ts';
import type { Facts } from './facts.ts';

export interface TeamFacts {
  team: Team;
  meetings: readonly Meeting[];
}

/** Facts of a room of colleagues. */
export const TEAM_FACTS: Facts<TeamFacts> = {
  before: { team: NEW_TEAM, meetings: NO_MEETINGS },
  told: (frame) => ('team' in frame ? { team: frame.team, meetings: frame.meetings } : { team: NEW_TEAM, meetings: NO_MEETINGS }),
  after({ team, meetings }, entry) {
    return { team: foldTeam(team, entry), meetings: foldMeetings(meetings, entry) };
  },
};

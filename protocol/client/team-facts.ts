/** Apart from those of a chat, so that the widget does not carry them. */
import { foldTeam, NEW_TEAM, type Team } from '../team.ts';
import type { Facts } from './facts.ts';

export interface TeamFacts {
  team: Team;
}

/** Facts of a room of colleagues. */
export const TEAM_FACTS: Facts<TeamFacts> = {
  before: { team: NEW_TEAM },
  told: (frame) => ({ team: 'team' in frame ? frame.team : NEW_TEAM }),
  after({ team }, entry) {
    return { team: foldTeam(team, entry) };
  },
};

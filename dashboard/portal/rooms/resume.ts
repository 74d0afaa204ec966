import { resumeGroup } from '../../calls/group.ts';
import { PORTAL } from './place.ts';

/** After a reload: comes back into the call that this window was in. */
export const resume = (client: string): Promise<void> => resumeGroup(PORTAL, client);

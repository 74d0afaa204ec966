/** `npm run reset`: forgets all local data. The next start makes the demo account anew. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './processes.ts';
import { STATE } from './serve.ts';

rmSync(join(root, STATE), { recursive: true, force: true });
console.log('Local data cleared.');

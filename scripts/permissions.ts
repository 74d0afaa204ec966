/** `npm run permissions`: writes docs/permissions.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsPage } from './permissions-page.ts';
import { root } from './processes.ts';

writeFileSync(join(root, 'docs/permissions.md'), permissionsPage());

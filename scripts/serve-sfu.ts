/** The stand-in for Cloudflare's SFU as a process of its own, for browser tests: `PORT`, `SFU_APP_ID`, `SFU_APP_SECRET`. */
import { SfuStandIn } from '../e2e/support/sfu/server.ts';

const { PORT = '8792', SFU_APP_ID = 'app', SFU_APP_SECRET = 'secret' } = process.env;
const { url } = await SfuStandIn.start({ port: Number(PORT), app: SFU_APP_ID, secret: SFU_APP_SECRET });
console.log(`SFU stand-in: ${url}`);
